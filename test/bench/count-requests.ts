import { readOrganizations } from '../../lib/organizations/read-organizations.ts';
import { createTableClient } from '../../lib/table/client.ts';
import { encodeRecords } from '../../lib/table/encode.ts';
import { generateShape, SHAPES } from '../support/generate-shape.ts';
import { StubHandler } from './in-process/stub-handler.ts';
import { RecordedTable } from './workload/recorded-table.ts';
import { CALLER, NOW, TABLE_NAME } from './workload/workload.ts';

type Call = (table: { client: ReturnType<typeof createTableClient>; name: string }) => Promise<unknown>;

const list =
  (principal: Parameters<typeof readOrganizations>[1]['principal'], consumption = { units: 0 }): Call =>
  async (table) => {
    const request = { principal, withProjects: true, now: NOW, consumption };
    const organizations = readOrganizations(table, request, { organizations: 0, projects: 0 });
    for await (const fragments of organizations) for await (const _ of fragments);
  };

const run = async (call: Call, handler: StubHandler) => {
  const client = createTableClient();
  client.config.requestHandler = handler;
  await call({ client, name: TABLE_NAME });
  return handler;
};

/** Requests for a list of 1000 organizations, and the fewest that could bring it: full pages, full batches. */
export const countRequests = async () => {
  const shape = { organizations: 1000, users: 5, projects: 3, collaborators: 3 };
  const { sent } = await run(list(CALLER), new StubHandler(new RecordedTable(encodeRecords(generateShape(shape)))));
  const users = 1 + shape.organizations * (shape.users - 1);
  const least = 1 + shape.organizations + Math.ceil(shape.organizations / 100) + Math.ceil(users / 100);
  return { requests: sent.length, least };
};

/** Requests and read request units of one list. */
export const countReads = async (table: RecordedTable): Promise<{ requests: number; units: number }> => {
  const consumption = { units: 0 };
  const { sent } = await run(list(CALLER, consumption), new StubHandler(table));
  return { requests: sent.length, units: consumption.units };
};

/** Read request units of one list, by shape. */
export const countReadUnits = async (shape: keyof typeof SHAPES): Promise<number> =>
  (await countReads(new RecordedTable(encodeRecords(generateShape(SHAPES[shape]))))).units;
