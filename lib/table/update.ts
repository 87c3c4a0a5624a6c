/**
 * Changes of single items, each one conditional write: whoever changes the same item at the same time is never
 * overwritten unseen.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { callTable, REPORT_CONSUMPTION, type ReadOptions, type Table, toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { conditionOf, createPlaceholders, type Expected } from './expressions.ts';
import { getItem } from './get.ts';
import { type ItemKey, keyOf } from './keys.ts';
import { PARTITION_KEY } from './schema.ts';

/** A change of single attributes, on a condition. */
export type Change = {
  readonly set?: Attributes;
  readonly remove?: readonly string[];
  /**
   * Lists and maps are not compared alike everywhere, so only single values belong here. It must name something that only an
   * existing item has, unless the change may make a new item.
   */
  readonly expected: Expected;
};

/**
 * Changes single attributes of an item and leaves its others alone.
 * @returns whether the item was as expected; it is unchanged otherwise. After a lost answer the change may have been made
 *   although this says false: the SDK's second attempt then meets the first one's result
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const updateItem = (table: Table, key: ItemKey, change: Change, options: ReadOptions = {}): Promise<boolean> => {
  const { set = {}, remove = [], expected } = change;
  const placeholders = createPlaceholders();
  const assignments = Object.entries(set).map(
    ([name, value]) => `${placeholders.name(name)} = ${placeholders.value(value)}`,
  );
  const update = [
    ...(assignments.length === 0 ? [] : [`SET ${assignments.join(', ')}`]),
    ...(remove.length === 0 ? [] : [`REMOVE ${remove.map(placeholders.name).join(', ')}`]),
  ];
  const condition = conditionOf(expected, placeholders);
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: toAttributes(key),
    UpdateExpression: update.join(' '),
    ConditionExpression: condition,
    ...placeholders.given(),
    ...REPORT_CONSUMPTION,
  });
  return holds(table, (http) => table.client.send(command, http), options);
};

/**
 * Puts an item where there is none.
 * @returns whether this very item is there now; false when there is another, which stays as it is
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const createItem = async (table: Table, item: Attributes, options: ReadOptions = {}): Promise<boolean> => {
  const command = new PutItemCommand({
    TableName: table.name,
    Item: item,
    ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
    ...REPORT_CONSUMPTION,
  });
  const isCreated = await holds(table, (http) => table.client.send(command, http), options);
  // after a lost answer, the SDK's second attempt meets the first one's result
  return isCreated || isDeepStrictEqual(await getItem(table, keyOf(item), options), item);
};

/**
 * Deletes an item if it is as expected; without expectations whatever it holds, and even when there is none.
 * @returns as {@link updateItem}
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const deleteItem = async (
  table: Table,
  key: ItemKey,
  expected: Expected = {},
  options: ReadOptions = {},
): Promise<boolean> => {
  const placeholders = createPlaceholders();
  const condition = conditionOf(expected, placeholders);
  const command = new DeleteItemCommand({
    TableName: table.name,
    Key: toAttributes(key),
    ...(condition === '' ? {} : { ConditionExpression: condition, ...placeholders.given() }),
    ...REPORT_CONSUMPTION,
  });
  return holds(table, (http) => table.client.send(command, http), options);
};

type Send = (http: {
  readonly abortSignal: AbortSignal;
}) => Promise<{ ConsumedCapacity?: ConsumedCapacity | undefined }>;

/** Whether a write's condition held. A condition that does not hold is an answer, no failure. */
const holds = async (table: Table, send: Send, options: ReadOptions): Promise<boolean> => {
  let held = true;
  await callTable(
    table,
    async (http) => {
      try {
        return await send(http);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        held = false;
        return { ConsumedCapacity: {} };
      }
    },
    options,
  );
  return held;
};
