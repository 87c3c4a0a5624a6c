import { jsonStream } from '../../../lib/http/json-stream.ts';
import { readOrganizations } from '../../../lib/organizations/read-organizations.ts';
import { createTableClient } from '../../../lib/table/client.ts';
import { CALLER, NOW, TABLE_NAME } from '../workload/workload.ts';
import { RoundsHandler } from './count-rounds.ts';
import type { Tenants } from './generate-items.ts';
import { type Asked, GeneratedTable } from './generated-table.ts';

export type Reads = {
  /** How many answers of the table follow each other: before the first byte, and in all. */
  readonly rounds: { readonly beforeFirstByte: number; readonly all: number };
  readonly requests: number;
  readonly requestsBeforeFirstByte: number;
  /** The most requests that wait for the table at once. */
  readonly together: number;
  readonly asked: Asked;
  readonly bytes: number;
  readonly organizations: number;
  readonly projects: number;
  readonly error: string | undefined;
};

/** What one answer asks of the table, in this process. @param connections how many requests are answered at once */
export const countReads = async (tenants: Tenants, withProjects: boolean, connections: number): Promise<Reads> => {
  const table = new GeneratedTable(tenants);
  const handler = new RoundsHandler(table, connections);
  const client = createTableClient();
  client.config.requestHandler = handler;
  const counters = { organizations: 0, projects: 0 };
  const organizations = readOrganizations(
    { client, name: TABLE_NAME, callLimitMs: 3_600_000 },
    { principal: CALLER, withProjects, now: NOW },
    counters,
  );
  let first: { readonly rounds: number; readonly requests: number } | undefined;
  let bytes = 0;
  let error: string | undefined;
  const sum = () => handler.rounds.reduce((total, answered) => total + answered, 0);
  for await (const chunk of jsonStream(startWith(await organizations.next(), organizations), (thrown) => {
    error = String(thrown);
    return error;
  })) {
    first ??= { rounds: handler.rounds.length, requests: sum() };
    bytes += chunk.length;
  }
  return {
    rounds: { beforeFirstByte: first?.rounds ?? Number.NaN, all: handler.rounds.length },
    requests: sum(),
    requestsBeforeFirstByte: first?.requests ?? Number.NaN,
    together: Math.max(...handler.rounds),
    asked: table.asked,
    bytes,
    ...counters,
    error,
  };
};

/** As the function does: the first organization is read before the first byte. */
async function* startWith<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void, undefined>) {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
