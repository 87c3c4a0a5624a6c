/** The reads of a table on disk. */
import { toAttributes } from '../../table/call.ts';
import type { Attributes } from '../../table/decode.ts';
import { keyOf } from '../../table/keys.ts';
import { PARTITION_KEY, SORT_KEY } from '../../table/schema.ts';
import type { DiskStore } from './disk-store.ts';
import { parseComparisons } from './evaluate-expressions.ts';
import type { BatchRequest, QueryRequest, ScanRequest } from './requests.ts';

/** As long as DynamoDB's pages, in characters. */
const PAGE_LENGTH = 1_000_000;
const PAGE_KEYS = 10_000;

export const getBatch = (store: DiskStore, { RequestItems }: BatchRequest) =>
  Object.fromEntries(
    Object.entries(RequestItems).map(([table, { Keys }]) => [
      table,
      Keys.map((key) => store.get(keyOf(key))).filter((item) => item !== undefined),
    ]),
  );

export const query = (store: DiskStore, request: QueryRequest) => {
  const conditions = parseComparisons(request.KeyConditionExpression, request);
  const partition = conditions.find(({ name, operator }) => name === PARTITION_KEY && operator === '=')?.value;
  const before = conditions.find(({ name, operator }) => name === SORT_KEY && operator === '<')?.value;
  if (partition === undefined || conditions.length > (before === undefined ? 1 : 2)) {
    throw new TypeError(`a table on disk does not understand: ${request.KeyConditionExpression}`);
  }
  const Items: Attributes[] = [];
  let length = 0;
  for (const text of store.partition(partition, request.ExclusiveStartKey?.[SORT_KEY]?.S ?? '')) {
    const item: Attributes = JSON.parse(text);
    if (before !== undefined && keyOf(item).SK >= before) break;
    Items.push(item);
    length += text.length;
    if (length > PAGE_LENGTH) return { Items, LastEvaluatedKey: toAttributes(keyOf(item)) };
  }
  return { Items };
};

/** The keys of all items with a sort key, which is all that an export scans for. */
export const scan = (store: DiskStore, request: ScanRequest) => {
  const [condition, ...others] = parseComparisons(request.FilterExpression, request);
  if (condition?.name !== SORT_KEY || others.length > 0 || request.ProjectionExpression !== PARTITION_KEY) {
    throw new TypeError(`a table on disk does not scan for ${request.FilterExpression}`);
  }
  const SK = condition.value;
  const Items: Attributes[] = [];
  for (const PK of store.partitionKeys(SK, request.ExclusiveStartKey?.[PARTITION_KEY]?.S ?? '')) {
    Items.push(toAttributes({ PK }));
    if (Items.length === PAGE_KEYS) return { Items, LastEvaluatedKey: toAttributes({ PK, SK }) };
  }
  return { Items };
};
