import type { Attributes } from '../../../lib/table/decode.ts';
import { INDEX_NAME, INDEX_PARTITION_KEY, INDEX_SORT_KEY, PARTITION_KEY, SORT_KEY } from '../../../lib/table/schema.ts';
import { sizeOf } from './size-of.ts';

/** DynamoDB ends a page here. */
const PAGE_BYTES = 1024 * 1024;

type Stored = { readonly key: Attributes; readonly sort: string; readonly text: string; readonly size: number };
type Partition = { readonly entries: Stored[]; isSorted: boolean };

type GetItemInput = { readonly Key: Attributes };

type BatchGetItemInput = {
  readonly RequestItems: Readonly<
    Record<
      string,
      {
        readonly Keys: readonly Attributes[];
        readonly ConsistentRead?: boolean;
        readonly ProjectionExpression?: string;
      }
    >
  >;
};

type QueryInput = {
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Attributes;
  readonly ExclusiveStartKey?: Attributes;
  readonly Limit?: number;
  readonly ProjectionExpression?: string;
  readonly ReturnConsumedCapacity?: string;
};

/**
 * A table in memory that answers the reads of all variants with the bodies that DynamoDB would send, pages of 1 MB
 * included. A body is made when it is first asked for and kept: after the first round, answering costs nothing.
 */
export class RecordedTable {
  /** Every body so far, by its request. */
  readonly bodies = new Map<string, Buffer>();
  readonly #table = new Map<string, Partition>();
  readonly #index = new Map<string, Partition>();

  constructor(items: Iterable<Attributes>) {
    for (const item of items) {
      const { [PARTITION_KEY]: pk, [SORT_KEY]: sk, [INDEX_PARTITION_KEY]: indexPk, [INDEX_SORT_KEY]: indexSk } = item;
      if (pk?.S === undefined || sk?.S === undefined) throw new Error('an item has no key');
      const key = { [PARTITION_KEY]: pk, [SORT_KEY]: sk };
      this.#add(this.#table, pk.S, { key, sort: sk.S, text: JSON.stringify(item), size: sizeOf(item) });
      if (indexPk?.S === undefined || indexSk?.S === undefined) continue;
      const entry = { ...key, [INDEX_PARTITION_KEY]: indexPk, [INDEX_SORT_KEY]: indexSk };
      const stored = { key: entry, sort: indexSk.S, text: JSON.stringify(entry), size: sizeOf(entry) };
      this.#add(this.#index, indexPk.S, stored);
    }
  }

  /** @param request the request's body */
  answer(operation: string, request: string): Buffer {
    const id = `${operation} ${request}`;
    const known = this.bodies.get(id);
    if (known !== undefined) return known;
    const body = Buffer.from(this.#answer(operation, JSON.parse(request)));
    this.bodies.set(id, body);
    return body;
  }

  /** The operation says which of the three the input is. */
  #answer(operation: string, input: QueryInput & GetItemInput & BatchGetItemInput): string {
    if (operation === 'Query') return this.#query(input);
    if (operation === 'GetItem') {
      const item = this.#find(input.Key);
      const capacity = toCapacity(input, item?.size ?? 0, 1);
      return `{${capacity}${item === undefined ? '' : `"Item":${item.text}`}}`.replace(',}', '}');
    }
    const [request] = Object.entries(input.RequestItems);
    if (request === undefined) throw new TypeError('a batch without a table');
    const [table, { Keys, ConsistentRead, ProjectionExpression }] = request;
    const items = Keys.flatMap((key) => this.#find(key) ?? []);
    const size = items.reduce((sum, item) => sum + Math.ceil(item.size / 4096) * 4096, 0);
    const capacity = toCapacity(input, size, ConsistentRead ? 1 : 0.5).replace(/:(\{.*\}),/, ':[$1],');
    const texts = items.map(({ text }) => text).map(projector(ProjectionExpression));
    return `{${capacity}"Responses":{"${table}":[${texts.join(',')}]},"UnprocessedKeys":{}}`;
  }

  #query(input: QueryInput): string {
    const matching = this.#match(input);
    let bytes = 0;
    let end = 0;
    while (end < matching.length && end < (input.Limit ?? Number.POSITIVE_INFINITY) && bytes < PAGE_BYTES) {
      bytes += matching[end++]?.size ?? 0;
    }
    const page = matching.slice(0, end);
    const last = end < matching.length ? `,"LastEvaluatedKey":${JSON.stringify(page.at(-1)?.key)}` : '';
    const project = projector(input.ProjectionExpression);
    const items = page.map(({ text }) => project(text)).join(',');
    return `{${toCapacity(input, bytes, 0.5)}"Count":${end},"Items":[${items}]${last},"ScannedCount":${end}}`;
  }

  #match(input: QueryInput): Stored[] {
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values, ExclusiveStartKey: start } = input;
    const condition = input.KeyConditionExpression.replace(/#\w+/g, (name) => names[name] ?? name);
    const find = (pattern: RegExp) => values[pattern.exec(condition)?.[1] ?? '']?.S;
    const isIndex = input.IndexName === INDEX_NAME;
    const partition = (isIndex ? this.#index : this.#table).get(find(/^\(?\w+ = (:\w+)/) ?? '');
    const after = start?.[isIndex ? INDEX_SORT_KEY : SORT_KEY]?.S;
    const prefix = find(/begins_with\(\w+, ?(:\w+)\)/);
    const below = find(/\w+ < (:\w+)/);
    const equal = find(/ and \(?\w+ = (:\w+)/i);
    return sorted(partition).filter(
      ({ sort }) =>
        (after === undefined || sort > after) &&
        (prefix === undefined || sort.startsWith(prefix)) &&
        (below === undefined || sort < below) &&
        (equal === undefined || sort === equal),
    );
  }

  #find(key: Attributes): Stored | undefined {
    const sort = key[SORT_KEY]?.S;
    return this.#table.get(key[PARTITION_KEY]?.S ?? '')?.entries.find((item) => item.sort === sort);
  }

  #add(partitions: Map<string, Partition>, name: string, stored: Stored): void {
    const partition = partitions.get(name) ?? { entries: [], isSorted: true };
    partition.entries.push(stored);
    partition.isSorted = false;
    partitions.set(name, partition);
  }
}

/** Leaves the wanted attributes of an item's text. */
const projector = (expression: string | undefined) => {
  if (expression === undefined) return (text: string) => text;
  const wanted = new Set(expression.split(',').map((name) => name.trim()));
  return (text: string) =>
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).filter(([name]) => wanted.has(name))));
};

const sorted = (partition: Partition | undefined): readonly Stored[] => {
  if (partition === undefined) return [];
  if (!partition.isSorted) partition.entries.sort((a, b) => (a.sort < b.sort ? -1 : 1));
  partition.isSorted = true;
  return partition.entries;
};

/** 4 KB are a unit, or half a unit when the read is eventually consistent. */
const toCapacity = (input: { ReturnConsumedCapacity?: string }, bytes: number, unit: number): string =>
  input.ReturnConsumedCapacity === undefined
    ? ''
    : `"ConsumedCapacity":{"CapacityUnits":${Math.max(1, Math.ceil(bytes / 4096)) * unit},"TableName":"table"},`;
