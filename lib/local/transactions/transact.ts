/**
 * TransactWriteItems for dynalite, which has none: what lib/table sends, and nothing more. Each part runs as dynalite's own
 * operation, on a store that only collects what it would write; then all of it is written as one LevelDB batch.
 */
import { promisify } from 'node:util';
import deleteItem from 'dynalite/actions/deleteItem.js';
import putItem from 'dynalite/actions/putItem.js';
import updateItem from 'dynalite/actions/updateItem.js';
import db, { type Store, type Table, type Write } from 'dynalite/db/index.js';
import deleteValidation from 'dynalite/validations/deleteItem.js';
import validations from 'dynalite/validations/index.js';
import putValidation from 'dynalite/validations/putItem.js';
import updateValidation from 'dynalite/validations/updateItem.js';
import { collectWrites } from './collect-writes.ts';
import { createDynaliteError, parseDynaliteError } from './dynalite-error.ts';
import type { TransactionRequest } from './parse-transaction.ts';

const MAX_ITEMS = 100;

/** A transaction costs twice what its writes cost. */
const UNITS_FACTOR = 2;

const PUT = { act: putItem, ...putValidation };
const UPDATE = { act: updateItem, ...updateValidation };
const DELETE = { act: deleteItem, ...deleteValidation };

type TransactItem = TransactionRequest['TransactItems'][number];

/** What DynamoDB says of one item of a transaction that was canceled. */
type Reason = { readonly Code: string; readonly Message?: string };

/**
 * Makes all writes of a transaction, or none. It locks its items with the locks that dynalite's other writes use, so those wait
 * until it has ended.
 * @returns the answer's body
 * @throws an error as dynalite does
 */
export const transact = async (store: Store, request: TransactionRequest): Promise<object> => {
  const { TransactItems, ReturnConsumedCapacity } = request;
  if (TransactItems.length === 0 || TransactItems.length > MAX_ITEMS) {
    throw db.validationError(`TransactItems must have 1 to ${MAX_ITEMS} members`);
  }
  const parts = await Promise.all(TransactItems.map((item) => prepare(store, item)));
  const [TableName = '', ...others] = new Set(parts.map(({ table }) => table.TableName));
  if (others.length > 0) throw db.validationError('not supported by the local table: more than one table');
  const keys = new Set(parts.map((part) => part.key));
  if (keys.size < parts.length) {
    throw db.validationError('Transaction request cannot include multiple operations on one item');
  }
  const unlock = await new Promise<() => void>((resolve) => {
    store.getItemDb(TableName).lock([...keys], (release) => resolve(release(() => undefined)));
  });
  try {
    const CapacityUnits = await writeAll(store, parts);
    return ReturnConsumedCapacity === 'TOTAL' ? { ConsumedCapacity: [{ TableName, CapacityUnits }] } : {};
  } finally {
    unlock();
  }
};

type Part = {
  readonly table: Table;
  readonly key: string;
  readonly isCheck: boolean;
  /** @returns what it costs, in units @throws an error as dynalite does */
  readonly run: (store: Store) => Promise<number>;
};

const prepare = async (store: Store, item: TransactItem): Promise<Part> => {
  const { Put, Update, Delete, ConditionCheck } = item;
  const [given, ...others] = [Put, Update, Delete, ConditionCheck].filter((part) => part !== undefined);
  if (given === undefined || others.length > 0) {
    throw db.validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  // A check is a deletion that is not made.
  const operation = Put ? PUT : Update ? UPDATE : DELETE;
  const input = validations.checkTypes(given, operation.types);
  validations.checkValidations(input, operation.types, operation.custom, store);
  const table = await promisify(store.getTable)(input.TableName);
  const { Item, Key = {} } = input;
  const invalid = Item === undefined ? db.validateKey(Key, table) : db.validateItem(Item, table);
  if (invalid) throw invalid;
  const run = async (collecting: Store) => {
    const { ConsumedCapacity } = await promisify(operation.act)(collecting, {
      ...input,
      ReturnConsumedCapacity: 'TOTAL',
    });
    return ConsumedCapacity.CapacityUnits;
  };
  return { table, key: db.createKey(Item ?? Key, table), isCheck: ConditionCheck !== undefined, run };
};

/** Reads, checks and decides on all parts, and only then writes. */
const writeAll = async (store: Store, parts: readonly Part[]): Promise<number> => {
  const writes: Write[] = [];
  const reasons: Reason[] = [];
  let units = 0;
  for (const { run, isCheck } of parts) {
    const collected = collectWrites(store);
    try {
      units += await run(collected.store);
      if (!isCheck) writes.push(...collected.writes);
      reasons.push({ Code: 'None' });
    } catch (failure) {
      reasons.push(toReason(failure));
    }
  }
  if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
  await store.db.batch(writes);
  return units * UNITS_FACTOR;
};

const toReason = (failure: unknown): Reason => {
  const { __type: type, message: Message = '' } = parseDynaliteError(failure).body;
  return {
    Code: type.endsWith('#ConditionalCheckFailedException') ? 'ConditionalCheckFailed' : 'ValidationError',
    Message,
  };
};

const canceled = (CancellationReasons: readonly Reason[]): Error => {
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  return createDynaliteError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons },
  );
};
