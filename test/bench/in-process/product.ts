import { listOrganizations } from '../../../functions/list-organizations/list-organizations.ts';
import { createTableClient } from '../../../lib/table/client.ts';
import type { RecordedTable } from '../workload/recorded-table.ts';
import { CALLER, NOW, TABLE_NAME } from '../workload/workload.ts';
import { StubHandler } from './stub-handler.ts';

const silent = { info: () => undefined, error: () => undefined, count: () => undefined };

/** The product's own code from the principal to the last byte, with a table in memory in the network's place. */
export const createProduct = (table: RecordedTable): (() => Promise<readonly Uint8Array[]>) => {
  const client = createTableClient((reason) => {
    throw new Error(reason);
  });
  client.config.requestHandler = new StubHandler(table);
  const collaborators = { table: { client, name: TABLE_NAME }, telemetry: silent, now: () => NOW };
  return async () => {
    const body = await listOrganizations(
      { principal: CALLER, withProjects: true },
      collaborators,
      'bench',
      () => 600_000,
    );
    if (body instanceof Uint8Array) return [body];
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return chunks;
  };
};
