/**
 * Changes of single items, each by one conditional write, so that nobody's change at the same time is overwritten.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DeleteItemCommand,
  PutItemCommand,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { callTable, REPORT_CONSUMPTION, type Table } from './call.ts';
import type { Attributes } from './decode.ts';
import type { Expected } from './expressions.ts';
import { getItem } from './get.ts';
import { type ItemKey, keyOf } from './keys.ts';
import { retryConflicts, type WriteOptions } from './retry-conflicts.ts';
import {
  type Change,
  conditionInput,
  createInput,
  type Removal,
  removalInput,
  replaceInput,
  updateInput,
} from './write-inputs.ts';

/**
 * Changes single attributes of an item and leaves its others alone.
 * @returns whether the item was as expected; it is unchanged otherwise
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const updateItem = (
  table: Table,
  key: ItemKey,
  change: Change,
  options: WriteOptions = {},
): Promise<boolean> => {
  const command = new UpdateItemCommand({ ...updateInput(table, key, change), ...REPORT_CONSUMPTION });
  const isMade = async () => isAfter(change, await getItem(table, key, options));
  return holds(table, (http) => table.client.send(command, http), options, isMade);
};

/** Whether an item is as a change makes it. */
const isAfter = ({ set = {}, remove = [] }: Change, item: Attributes | undefined): boolean =>
  item !== undefined &&
  Object.entries(set).every(([name, value]) => isDeepStrictEqual(item[name], value)) &&
  remove.every((name) => !(name in item));

/**
 * Puts an item where there is none.
 * @returns whether this very item is there now; false when there is another, which stays as it is
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const createItem = async (table: Table, item: Attributes, options: WriteOptions = {}): Promise<boolean> => {
  const command = new PutItemCommand({ ...createInput(table, item), ...REPORT_CONSUMPTION });
  const isCreated = await holds(table, (http) => table.client.send(command, http), options);
  // After a lost answer, the SDK's second attempt meets the first one's result.
  return isCreated || isDeepStrictEqual(await getItem(table, keyOf(item), options), item);
};

/**
 * Puts an item in the place of the one with its key, of which nothing stays.
 * @param expected must name something that only an existing item has
 * @returns whether this very item is there now
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const replaceItem = async (
  table: Table,
  item: Attributes,
  expected: Expected,
  options: WriteOptions = {},
): Promise<boolean> => {
  const command = new PutItemCommand({ ...replaceInput(table, item, expected), ...REPORT_CONSUMPTION });
  const isReplaced = await holds(table, (http) => table.client.send(command, http), options);
  return isReplaced || isDeepStrictEqual(await getItem(table, keyOf(item), options), item);
};

/**
 * Takes elements out of a list, and attributes out of the item, and leaves the rest alone.
 * @returns whether the item was as expected; it is unchanged otherwise. After a lost answer this may be false although the
 *   item was changed: the SDK's second attempt then meets the first one's result
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const removeElements = (
  table: Table,
  key: ItemKey,
  removal: Removal,
  options: WriteOptions = {},
): Promise<boolean> => {
  const command = new UpdateItemCommand({ ...removalInput(table, key, removal), ...REPORT_CONSUMPTION });
  return holds(table, (http) => table.client.send(command, http), options);
};

/**
 * Deletes an item if it is as expected; without expectations whatever it holds, and even when there is none.
 * @returns as {@link removeElements}
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const deleteItem = async (
  table: Table,
  key: ItemKey,
  expected: Expected = {},
  options: WriteOptions = {},
): Promise<boolean> => {
  const command = new DeleteItemCommand({ ...conditionInput(table, key, expected), ...REPORT_CONSUMPTION });
  return holds(table, (http) => table.client.send(command, http), options);
};

type Send = (http: {
  readonly abortSignal: AbortSignal;
}) => Promise<{ ConsumedCapacity?: ConsumedCapacity | undefined }>;

/**
 * Whether a write's condition held. A condition that does not hold is an answer, not a failure.
 * @param isMade is asked where an earlier attempt of the SDK may have made the write and its answer was lost
 */
const holds = (
  table: Table,
  send: Send,
  options: WriteOptions,
  isMade: () => Promise<boolean> = async () => false,
): Promise<boolean> =>
  retryConflicts(async () => {
    const { refusal } = await callTable(
      table,
      async (http) => {
        try {
          return { ...(await send(http)), refusal: undefined };
        } catch (error) {
          if (!isRefusal(error)) throw error;
          return { ConsumedCapacity: {}, refusal: error };
        }
      },
      options,
    );
    if (refusal === undefined) return true;
    if (refusal instanceof TransactionConflictException) return undefined;
    return (refusal.$metadata.attempts ?? 1) > 1 && isMade();
  }, options);

const isRefusal = (error: unknown): error is ConditionalCheckFailedException | TransactionConflictException =>
  error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException;
