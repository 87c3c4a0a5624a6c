import { ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { callTable, REPORT_CONSUMPTION, type ReadOptions, type Table, toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';
import { type ItemKey, keyOf } from './keys.ts';
import { PARTITION_KEY, SORT_KEY } from './schema.ts';

export type Scan = {
  /** Only the items with this sort key. */
  readonly sortKey: string;
  /** The names of the attributes that are wanted, separated by commas; absent for all. */
  readonly projection?: string;
  /** The item after which to go on, by its key; absent for the beginning. */
  readonly after?: ItemKey | undefined;
};

/**
 * All items with a sort key, strongly consistent, in no order but always the same one. It reads the whole table, and DynamoDB
 * cannot be told which part of it a role may scan: it is for operators alone.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* scanItems(
  table: Table,
  { sortKey, ...scan }: Scan,
  options: ReadOptions = {},
): AsyncGenerator<Attributes, void, undefined> {
  const filter = {
    FilterExpression: `${SORT_KEY} = :sortKey`,
    ExpressionAttributeValues: { ':sortKey': { S: sortKey } },
  };
  for await (const page of scanPages(table, { ...scan, filter, consistent: true }, options)) yield* page;
}

export type PageScan = Omit<Scan, 'sortKey'> & {
  readonly filter?: Pick<ScanCommandInput, 'FilterExpression' | 'ExpressionAttributeValues'>;
  /** One of several parts of the table, which together are all of it; absent for all of it. */
  readonly segment?: { readonly index: number; readonly of: number };
  readonly consistent: boolean;
};

/**
 * The table's items, page by page. A page may be empty. The next page is read only when it is wanted.
 * A consistent scan has everything that was written before it began.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* scanPages(
  table: Table,
  { filter, projection, after, segment, consistent }: PageScan,
  options: ReadOptions = {},
): AsyncGenerator<Attributes[], void, undefined> {
  let startKey: Attributes | undefined = after && toAttributes(after);
  do {
    const command = new ScanCommand({
      TableName: table.name,
      ConsistentRead: consistent,
      ...filter,
      ...(segment === undefined ? {} : { Segment: segment.index, TotalSegments: segment.of }),
      ProjectionExpression: projection,
      ExclusiveStartKey: startKey,
      ...REPORT_CONSUMPTION,
    });
    const { Items, LastEvaluatedKey } = await callTable(table, (http) => table.client.send(command, http), options);
    if (Items === undefined) throw new TableUnavailableError('the table answered a scan without its items');
    if (isSameKey(LastEvaluatedKey, startKey))
      throw new TableUnavailableError('the table returns the same page again and again');
    yield Items;
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
}

const isSameKey = (key: Attributes | undefined, other: Attributes | undefined): boolean =>
  key !== undefined && other !== undefined && Object.entries(key).every(([name, { S }]) => S === other[name]?.S);

/** The partition keys of all items with a sort key; see {@link scanItems}. */
export async function* scanPartitionKeys(
  table: Table,
  sortKey: string,
  options: ReadOptions = {},
): AsyncGenerator<string, void, undefined> {
  for await (const item of scanItems(table, { sortKey, projection: PARTITION_KEY }, options)) yield keyOf(item).PK;
}
