import { ScanCommand } from '@aws-sdk/client-dynamodb';
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
  { sortKey, projection, after }: Scan,
  options: ReadOptions = {},
): AsyncGenerator<Attributes, void, undefined> {
  let startKey: Record<string, Attributes[string]> | undefined = after && toAttributes(after);
  do {
    const command = new ScanCommand({
      TableName: table.name,
      ConsistentRead: true,
      FilterExpression: `${SORT_KEY} = :sortKey`,
      ExpressionAttributeValues: { ':sortKey': { S: sortKey } },
      ProjectionExpression: projection,
      ExclusiveStartKey: startKey,
      ...REPORT_CONSUMPTION,
    });
    const { Items, LastEvaluatedKey } = await callTable(table, (http) => table.client.send(command, http), options);
    if (Items === undefined) throw new TableUnavailableError('the table answered a scan without its items');
    yield* Items;
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
}

/** The partition keys of all items with a sort key; see {@link scanItems}. */
export async function* scanPartitionKeys(
  table: Table,
  sortKey: string,
  options: ReadOptions = {},
): AsyncGenerator<string, void, undefined> {
  for await (const item of scanItems(table, { sortKey, projection: PARTITION_KEY }, options)) yield keyOf(item).PK;
}
