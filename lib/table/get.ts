import { BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { REPORT_CONSUMPTION, type ReadOptions, readTable, type Table, toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';
import type { ItemKey } from './keys.ts';
import { retryUnprocessed } from './retry-unprocessed.ts';

/** DynamoDB takes at most 100 keys in a BatchGetItem. */
const BATCH_SIZE = 100;

/** A request waits for these pauses, so they are short. */
const RETRY_LIMITS = { attempts: 6, firstPauseMs: 40, longestPauseMs: 1_280 };

/**
 * One item, strongly consistent; undefined when there is none.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const getItem = async (
  table: Table,
  key: ItemKey,
  options: ReadOptions = {},
): Promise<Attributes | undefined> => {
  const command = new GetItemCommand({
    TableName: table.name,
    Key: toAttributes(key),
    ConsistentRead: true,
    ...REPORT_CONSUMPTION,
  });
  return (await readTable(table, command, options)).Item;
};

type BatchOptions = ReadOptions & {
  readonly consistent: boolean;
  /** The attributes that are wanted; absent for all. */
  readonly projection?: readonly string[];
};

/**
 * Those of the items that exist, in no particular order. The keys must be distinct; batches are read at once.
 * @throws TableUnavailableError, also when keys stay unprocessed; TableRefusedError; the reason of an aborted signal
 */
export const getItems = async (
  table: Table,
  keys: readonly ItemKey[],
  options: BatchOptions,
): Promise<Attributes[]> => {
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH_SIZE) }, (_, index) =>
    keys.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  return (await Promise.all(batches.map((batch) => getBatch(table, batch, options)))).flat();
};

const getBatch = async (table: Table, keys: readonly ItemKey[], options: BatchOptions): Promise<Attributes[]> => {
  const items: Attributes[] = [];
  const { consistent, projection } = options;
  await retryUnprocessed(
    keys.map(toAttributes),
    async (rest) => {
      const command = new BatchGetItemCommand({
        RequestItems: {
          [table.name]: {
            Keys: [...rest],
            ConsistentRead: consistent,
            ProjectionExpression: projection?.join(),
          },
        },
        ...REPORT_CONSUMPTION,
      });
      const output = await readTable(table, command, options);
      const found = output.Responses?.[table.name];
      const unprocessed = output.UnprocessedKeys?.[table.name]?.Keys ?? [];
      // A table without any of the items answers an empty list. Without a list, it has left all keys unprocessed.
      if (found === undefined && unprocessed.length === 0) {
        throw new TableUnavailableError('the table answered a batch without its items');
      }
      items.push(...(found ?? []));
      return unprocessed;
    },
    RETRY_LIMITS,
  );
  return items;
};
