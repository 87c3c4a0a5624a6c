import type { Principal } from '../../../lib/auth/principal.ts';
import { jsonStream } from '../../../lib/http/json-stream.ts';
import { readOrganizations } from '../../../lib/organizations/read-organizations.ts';
import { createTableClient } from '../../../lib/table/client.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { INDEX_NAME, KEY_PREFIX, PARTITION_KEY } from '../../../lib/table/schema.ts';
import { StubHandler } from '../in-process/stub-handler.ts';
import { RecordedTable } from '../workload/recorded-table.ts';
import { NOW, TABLE_NAME } from '../workload/workload.ts';

/** What an answer reads, by item collection. A name is a partition key; those of the index begin with its name. */
type Reads = Map<string, number>;

type Request = {
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: Attributes;
  readonly ExclusiveStartKey?: Attributes;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Attributes[] }>>;
};

const UNITS = /"CapacityUnits":([\d.]+)/;

const unitsIn = (body: Buffer): number => {
  const [, units] = UNITS.exec(body.subarray(0, 200).toString()) ?? [];
  if (units === undefined) throw new Error('the table answered without consumed capacity');
  return Number(units);
};

/** A recorded table that also says what each item collection was read for. */
class CountingTable extends RecordedTable {
  readonly reads: Reads = new Map();
  /** Pages of a query after its first: each waits for the one before. */
  laterPages = 0;

  override answer(operation: string, request: string): Buffer {
    const body = super.answer(operation, request);
    const { IndexName, ExpressionAttributeValues, ExclusiveStartKey, RequestItems } = JSON.parse(request) as Request;
    if (ExclusiveStartKey !== undefined) this.laterPages += 1;
    for (const [table, batch] of Object.entries(RequestItems ?? {})) {
      for (const key of batch.Keys) {
        const single = { ReturnConsumedCapacity: 'TOTAL', RequestItems: { [table]: { ...batch, Keys: [key] } } };
        this.#add(key[PARTITION_KEY]?.S, unitsIn(super.answer(operation, JSON.stringify(single))));
      }
    }
    const [partition] = Object.values(ExpressionAttributeValues ?? {});
    if (partition !== undefined) {
      this.#add(IndexName === INDEX_NAME ? `${INDEX_NAME} ${partition.S}` : partition.S, unitsIn(body));
    }
    return body;
  }

  #add(name = '', units: number): void {
    this.reads.set(name, (this.reads.get(name) ?? 0) + units);
  }
}

const unitsOf = (reads: Reads, prefix: string): number[] =>
  [...reads].filter(([name]) => name.startsWith(prefix)).map(([, units]) => units);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What one answer reads, in read request units, and what it sends; the authorizer's own read is not in it. */
export const countPartitionReads = async (
  items: readonly Attributes[],
  { principal, withProjects }: { readonly principal: Principal; readonly withProjects: boolean },
) => {
  const table = new CountingTable(items);
  const client = createTableClient();
  client.config.requestHandler = new StubHandler(table);
  const consumption = { units: 0 };
  const request = { principal, withProjects, now: NOW, consumption };
  const counters = { organizations: 0, projects: 0 };
  const organizations = readOrganizations({ client, name: TABLE_NAME }, request, counters);
  let bytes = 0;
  const fail = (error: unknown) => {
    throw error;
  };
  for await (const chunk of jsonStream(organizations, fail)) bytes += chunk.length;
  const profiles = unitsOf(table.reads, KEY_PREFIX.user);
  return {
    bytes,
    organizations: counters.organizations,
    laterPages: table.laterPages,
    units: consumption.units,
    /** Of the organizations' collections, all together; each of them has an equal part. */
    organizationUnits: sum(unitsOf(table.reads, KEY_PREFIX.organization)),
    profileUnits: sum(profiles),
    largestProfileUnits: Math.max(...profiles),
    indexUnits: sum(unitsOf(table.reads, INDEX_NAME)),
  };
};

export type PartitionReads = Awaited<ReturnType<typeof countPartitionReads>>;
