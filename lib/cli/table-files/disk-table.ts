/**
 * A table on disk: what lib/table asks of DynamoDB is answered from a file, so that import and export do with files exactly
 * what they do with a table.
 */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Table } from '../../table/call.ts';
import type { Attributes } from '../../table/decode.ts';
import { keyOf } from '../../table/keys.ts';
import { whyItemNotStorable } from '../../table/storable.ts';
import { getBatch, query, scan } from './disk-reads.ts';
import type { DiskStore } from './disk-store.ts';
import { holds, update } from './evaluate-expressions.ts';
import * as requests from './requests.ts';

/** A write that is checked, and made when it is called. */
type Write = () => void;

/** A table whose items are in a store. It has what import and export ask for, and no index. */
export const createDiskTable = (store: DiskStore, name: string): Table => {
  const client = new DynamoDBClient({ region: 'disk', credentials: { accessKeyId: 'disk', secretAccessKey: 'disk' } });
  client.middlewareStack.add(
    (_next, { commandName }) =>
      async ({ input }) => ({ response: undefined, output: { $metadata: {}, ...answer(store, commandName, input) } }),
    // Before everything else, so that nothing is serialized or sent
    { name: 'answerFromDisk', step: 'initialize', priority: 'high' },
  );
  return { client, name };
};

/** Free of charge, but an answer has it. */
const CONSUMED = { ConsumedCapacity: {} };

const answer = (store: DiskStore, commandName: string | undefined, input: unknown): object => {
  switch (commandName) {
    case 'GetItemCommand':
      return { Item: store.get(keyOf(z.parse(requests.keySchema, input).Key)), ...CONSUMED };
    case 'BatchGetItemCommand':
      return {
        Responses: getBatch(store, z.parse(requests.batchSchema, input)),
        UnprocessedKeys: {},
        ConsumedCapacity: [],
      };
    case 'QueryCommand':
      return { ...query(store, z.parse(requests.querySchema, input)), ...CONSUMED };
    case 'ScanCommand':
      return { ...scan(store, z.parse(requests.scanSchema, input)), ...CONSUMED };
    case 'PutItemCommand':
      return write(preparePut(store, z.parse(requests.putSchema, input)));
    case 'UpdateItemCommand':
      return write(prepareUpdate(store, z.parse(requests.updateSchema, input)));
    case 'DeleteItemCommand':
      return write(prepareDelete(store, z.parse(requests.keySchema, input)));
    case 'TransactWriteItemsCommand':
      return transact(store, z.parse(requests.transactionSchema, input));
    default:
      throw new TypeError(`a table on disk has no ${commandName}`);
  }
};

const preparePut = (store: DiskStore, { Item, ...request }: requests.PutRequest): Write | undefined => {
  const stored = store.get(keyOf(Item));
  return holds(request.ConditionExpression, stored, request) ? putting(store, stored, Item) : undefined;
};

const prepareUpdate = (
  store: DiskStore,
  { Key, UpdateExpression, ...request }: requests.UpdateRequest,
): Write | undefined => {
  const stored = store.get(keyOf(Key));
  if (!holds(request.ConditionExpression, stored, request)) return undefined;
  return putting(store, stored, update(stored ?? Key, UpdateExpression, request));
};

const prepareDelete = (store: DiskStore, { Key, ...request }: requests.KeyRequest): Write | undefined =>
  prepareCheck(store, { Key, ...request }) && (() => store.delete(keyOf(Key)));

const prepareCheck = (store: DiskStore, { Key, ...request }: requests.KeyRequest): Write | undefined =>
  holds(request.ConditionExpression, store.get(keyOf(Key)), request) ? () => undefined : undefined;

const putting = (store: DiskStore, stored: Attributes | undefined, item: Attributes): Write => {
  if (whyItemNotStorable(item) !== undefined) {
    const what = stored === undefined ? 'Item size' : 'Item size to update';
    const message = `${what} has exceeded the maximum allowed size`;
    throw new DynamoDBServiceException({ name: 'ValidationException', message, $fault: 'client', $metadata: {} });
  }
  return () => (stored === undefined ? store.add(item) : store.replace(item));
};

const write = (prepared: Write | undefined): object => {
  if (prepared === undefined) throw new ConditionalCheckFailedException({ message: '', $metadata: {} });
  prepared();
  return CONSUMED;
};

const transact = (store: DiskStore, { TransactItems }: requests.Transaction): object => {
  const prepared = TransactItems.map(({ Put, Update, Delete, ConditionCheck }) => {
    if (Put !== undefined) return preparePut(store, Put);
    if (Update !== undefined) return prepareUpdate(store, Update);
    if (Delete !== undefined) return prepareDelete(store, Delete);
    return ConditionCheck && prepareCheck(store, ConditionCheck);
  });
  if (prepared.includes(undefined)) {
    const CancellationReasons = prepared.map((part) => ({
      Code: part === undefined ? 'ConditionalCheckFailed' : 'None',
    }));
    throw new TransactionCanceledException({ message: '', CancellationReasons, $metadata: {} });
  }
  for (const part of prepared) part?.();
  return { ConsumedCapacity: [] };
};
