import type { Attributes } from '../../../lib/table/decode.ts';
import { INDEX_NAME } from '../../../lib/table/schema.ts';
import { RecordedTable } from '../workload/recorded-table.ts';
import { sizeOf } from '../workload/size-of.ts';
import { createGenerator, type Generator, type Tenants } from './generate-items.ts';

/** DynamoDB ends a page of a query here. */
const PAGE_BYTES = 1024 * 1024;

/** The most that a BatchGetItem takes and answers. What is beyond the bytes stays unprocessed. */
const BATCH_KEYS = 100;
const BATCH_BYTES = 16 * 1024 * 1024;

const UNIT_BYTES = 4096;

type Key = { readonly PK: { readonly S: string }; readonly SK: { readonly S: string } };
type QueryInput = {
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly ExclusiveStartKey?: Attributes;
  readonly ExpressionAttributeValues: Attributes;
  readonly ProjectionExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly Limit?: number;
};
type Counted = { requests: number; units: number };

/** What was asked of the table since it was made. */
export type Asked = Record<'memberships' | 'partitions' | 'batches', Counted>;

/**
 * A table that makes up what it is asked for, since nobody could hold as much: the memberships of user 1, the partitions of
 * their organizations, and users. It keeps DynamoDB's limits of pages and batches and counts what DynamoDB would charge for.
 */
export class GeneratedTable extends RecordedTable {
  readonly asked: Asked = {
    memberships: { requests: 0, units: 0 },
    partitions: { requests: 0, units: 0 },
    batches: { requests: 0, units: 0 },
  };
  readonly #items: Generator;
  readonly #keepsBodies: boolean;

  /** @param keepsBodies whether an answer that is asked for again takes no time to make */
  constructor(tenants: Tenants, keepsBodies = false) {
    super([]);
    this.#items = createGenerator(tenants);
    this.#keepsBodies = keepsBodies;
  }

  override answer(operation: string, request: string): Buffer {
    const known = this.bodies.get(request);
    if (known !== undefined) return known;
    const input = JSON.parse(request);
    const body = Buffer.from(JSON.stringify(operation === 'Query' ? this.#query(input) : this.#getBatch(input)));
    if (this.#keepsBodies) this.bodies.set(request, body);
    return body;
  }

  #query(input: QueryInput) {
    const isIndex = input.IndexName === INDEX_NAME;
    const rows = isIndex ? this.#items.memberships : this.#items.partition(idOf(input, ':organization'));
    const { first, end } = boundsOf(input, isIndex);
    const { Limit: limit = Number.POSITIVE_INFINITY } = input;
    const page: Attributes[] = [];
    let bytes = 0;
    let row = rows.find(first);
    for (; row < rows.count && bytes < PAGE_BYTES && page.length < limit; row++) {
      const item = rows.at(row);
      const sort = item[isIndex ? 'GSI1SK' : 'SK']?.S ?? '';
      if (end !== undefined && sort >= end) break;
      bytes += sizeOf(item);
      page.push(item);
    }
    const last = page.at(-1);
    const hasMore = (bytes >= PAGE_BYTES || page.length === limit) && last !== undefined;
    const Items = page.map(projector(input.ProjectionExpression));
    const capacity = this.#charge(isIndex ? 'memberships' : 'partitions', bytes, input.ConsistentRead);
    return { ...capacity, Items, Count: page.length, ...(hasMore ? { LastEvaluatedKey: keyOf(last) } : {}) };
  }

  #getBatch(input: { RequestItems: Record<string, { Keys: readonly Key[]; ConsistentRead?: boolean }> }) {
    const [[table, { Keys, ConsistentRead }] = ['', { Keys: [], ConsistentRead: false }]] = Object.entries(
      input.RequestItems,
    );
    if (Keys.length > BATCH_KEYS) throw new RangeError(`a batch of ${Keys.length} keys`);
    const items: Attributes[] = [];
    let [bytes, charged, read] = [0, 0, 0];
    for (; read < Keys.length && bytes < BATCH_BYTES; read++) {
      const item = this.#items.find(Keys[read]?.PK.S ?? '', Keys[read]?.SK.S ?? '');
      const size = item === undefined ? 0 : sizeOf(item);
      bytes += size;
      charged += Math.max(1, Math.ceil(size / UNIT_BYTES)) * UNIT_BYTES;
      if (item !== undefined) items.push(item);
    }
    const rest = Keys.slice(read);
    const { ConsumedCapacity } = this.#charge('batches', charged, ConsistentRead);
    return {
      ConsumedCapacity: [ConsumedCapacity],
      Responses: { [table]: items },
      UnprocessedKeys: rest.length === 0 ? {} : { [table]: { Keys: rest } },
    };
  }

  #charge(kind: keyof Asked, bytes: number, isConsistent = false) {
    const units = Math.max(1, Math.ceil(bytes / UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
    this.asked[kind].requests += 1;
    this.asked[kind].units += units;
    return { ConsumedCapacity: { TableName: 'table', CapacityUnits: units } };
  }
}

/** The items of a query in the order of their sort keys. */
export type Rows = {
  readonly count: number;
  readonly at: (row: number) => Attributes;
  /** The first row whose sort key is not below this. */
  readonly find: (sort: string) => number;
};

/** From which sort key on, and before which, a query goes; it understands the conditions that the product's queries have. */
const boundsOf = (input: QueryInput, isIndex: boolean) => {
  const { KeyConditionExpression: condition = '', ExpressionAttributeValues: values } = input;
  const find = (pattern: RegExp) => values[pattern.exec(condition)?.[1] ?? '']?.S;
  const from = find(/BETWEEN (:\w+)/) ?? find(/begins_with\(\w+, (:\w+)\)/) ?? '';
  const last = find(/BETWEEN :\w+ AND (:\w+)/);
  const start = input.ExclusiveStartKey?.[isIndex ? 'GSI1SK' : 'SK']?.S;
  const after = start === undefined ? '' : `${start}\0`;
  return {
    first: after > from ? after : from,
    end: find(/< (:\w+)/) ?? (last === undefined ? undefined : `${last}\0`),
  };
};

const idOf = ({ ExpressionAttributeValues: values }: { ExpressionAttributeValues: Attributes }, name: string): number =>
  Number(values[name]?.S?.split('#')[1]);

const projector = (expression: string | undefined) => {
  if (expression === undefined) return (item: Attributes) => item;
  const wanted = expression.split(',');
  return (item: Attributes) => Object.fromEntries(Object.entries(item).filter(([name]) => wanted.includes(name)));
};

const keyOf = (item: Attributes): Attributes =>
  Object.fromEntries(Object.entries(item).filter(([name]) => ['PK', 'SK', 'GSI1PK', 'GSI1SK'].includes(name)));
