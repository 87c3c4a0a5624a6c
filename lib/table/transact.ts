import { randomUUID } from 'node:crypto';
import {
  type ConsumedCapacity,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { callTable, REPORT_CONSUMPTION, type Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { TableRefusedError, TableUnavailableError } from './errors.ts';
import type { Expected } from './expressions.ts';
import type { ItemKey } from './keys.ts';
import { retryConflicts, type WriteOptions } from './retry-conflicts.ts';
import { type Change, conditionInput, createInput, updateInput } from './write-inputs.ts';

/** One part of a transaction. No two parts may name the same item. */
export type Write =
  /** Puts an item where there is none. */
  | { readonly put: Attributes }
  | { readonly update: ItemKey; readonly change: Change }
  /** Deletes an item if it is as expected; without expectations, even when there is none. */
  | { readonly delete: ItemKey; readonly expected: Expected }
  /** Changes nothing. There must be something that is expected. */
  | { readonly check: ItemKey; readonly expected: Expected };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_WRITES = 100;

/**
 * How many calls may fail. Only an answer says whether the transaction was made, and while DynamoDB still works on an attempt
 * whose answer was lost, it answers by TransactionInProgressException, for 5 seconds at most.
 */
const MAX_FAILED_CALLS = 3;

/** Stands among the reasons for a call without an answer. */
const NO_ANSWER = 'Unanswered';

/** Reasons of a cancellation that a later attempt may not meet again. */
const TRANSIENT_REASONS = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  NO_ANSWER,
]);

/**
 * Makes all of some writes, or none of them if any item is not as expected.
 *
 * All attempts carry one `ClientRequestToken`: for ten minutes after a transaction was made, DynamoDB answers the same
 * request with the same token by success and writes nothing. So an attempt after a lost answer never meets the
 * conditions that its own first attempt has ended, and false always means that nothing was written. Only an error leaves
 * open whether the transaction was made.
 *
 * Transactions do not span the replicas of a global table.
 * @returns whether the writes were made
 * @throws TableUnavailableError, also when other writes of the same items keep getting in the way; TableRefusedError; the
 *   reason of an aborted signal; RangeError for no writes or more than 100
 */
export const transactWrite = async (
  table: Table,
  writes: readonly Write[],
  options: WriteOptions = {},
): Promise<boolean> => {
  if (writes.length === 0 || writes.length > MAX_WRITES) {
    throw new RangeError(`a transaction has 1 to ${MAX_WRITES} writes`);
  }
  const command = new TransactWriteItemsCommand({
    ClientRequestToken: randomUUID(),
    TransactItems: writes.map((write) => toTransactItem(table, write)),
    ...REPORT_CONSUMPTION,
  });
  let failures = 0;
  return retryConflicts(async () => {
    const { reasons } = await callTable(table, (http) => send(table, command, http), options).catch(
      (error: unknown) => {
        failures += 1;
        if (failures === MAX_FAILED_CALLS || !(error instanceof TableUnavailableError)) throw error;
        return { reasons: [NO_ANSWER] };
      },
    );
    if (reasons === undefined) return true;
    if (reasons.includes('ConditionalCheckFailed')) return false;
    if (reasons.length > 0 && reasons.every((reason) => TRANSIENT_REASONS.has(reason))) return undefined;
    throw new TableRefusedError(`the table canceled a transaction: ${reasons.join(', ') || 'without a reason'}`);
  }, options);
};

const toTransactItem = (table: Table, write: Write): TransactWriteItem => {
  if ('put' in write) return { Put: createInput(table, write.put) };
  if ('update' in write) return { Update: updateInput(table, write.update, write.change) };
  if ('delete' in write) return { Delete: conditionInput(table, write.delete, write.expected) };
  return { ConditionCheck: { ConditionExpression: '', ...conditionInput(table, write.check, write.expected) } };
};

type Outcome = {
  readonly ConsumedCapacity?: ConsumedCapacity[] | undefined;
  /** Why the transaction was canceled, without the items that were no reason; undefined when it was made. */
  readonly reasons?: readonly string[];
};

/** A canceled transaction is an answer, not a failure. */
const send = async (
  table: Table,
  command: TransactWriteItemsCommand,
  http: { readonly abortSignal: AbortSignal },
): Promise<Outcome> => {
  try {
    const { ConsumedCapacity } = await table.client.send(command, http);
    return { ConsumedCapacity };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
    return { ConsumedCapacity: [], reasons: codes.filter((code) => code !== 'None') };
  }
};
