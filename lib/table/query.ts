import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { REPORT_CONSUMPTION, type ReadOptions, readTable, type Table, toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';

/** A page has at most 1 MB, so this is 1 GB: more than any answer may hold. */
const MAX_PAGES = 1000;

export type Query = {
  /** The index to query; absent for the table itself. */
  readonly index?: string;
  /** A DynamoDB key condition expression. */
  readonly condition: string;
  /** The names of the attributes that are wanted, separated by commas; absent for all. */
  readonly projection?: string;
  /** The condition's values by their names, such as `:partition`. */
  readonly values: Readonly<Record<string, string>>;
  /** The most items of the first page, where somebody waits for it; absent for as many as fit. */
  readonly firstLimit?: number;
  /** Eventually consistent unless this is true; an index has no other reads. */
  readonly consistent?: boolean;
};

/**
 * All items of a query, page by page, ascending by the sort key. A page may be empty. The next page is read only when it is
 * wanted.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* queryPages(
  table: Table,
  query: Query,
  options: ReadOptions = {},
): AsyncGenerator<Attributes[], void, undefined> {
  let startKey: Attributes | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const command = new QueryCommand({
      TableName: table.name,
      IndexName: query.index,
      KeyConditionExpression: query.condition,
      ProjectionExpression: query.projection,
      ExpressionAttributeValues: toAttributes(query.values),
      ExclusiveStartKey: startKey,
      Limit: page === 0 ? query.firstLimit : undefined,
      ConsistentRead: query.consistent,
      ...REPORT_CONSUMPTION,
    });
    const { Items, LastEvaluatedKey } = await readTable(table, command, options);
    if (Items === undefined) throw new TableUnavailableError('the table answered a query without its items');
    yield Items;
    if (LastEvaluatedKey === undefined) return;
    if (isSameKey(LastEvaluatedKey, startKey))
      throw new TableUnavailableError('the table returns the same page again and again');
    startKey = LastEvaluatedKey;
  }
  throw new TableUnavailableError(`a query has more than ${MAX_PAGES} pages`);
}

const isSameKey = (key: Attributes, other: Attributes | undefined): boolean =>
  other !== undefined && Object.entries(key).every(([name, value]) => value.S === other[name]?.S);
