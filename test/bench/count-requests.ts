import { setTimeout } from 'node:timers/promises';
import { hashApiKey } from '../../lib/contract/api-key.ts';
import { readOrganizations } from '../../lib/organizations/read-organizations.ts';
import { createTableClient } from '../../lib/table/client.ts';
import { encodeRecords } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { apiKeyKey, userKey } from '../../lib/table/keys.ts';
import { API_KEY, buildApiKey } from '../support/build-records.ts';
import { generateShape, SHAPES } from '../support/generate-shape.ts';
import { StubHandler } from './in-process/stub-handler.ts';
import { RecordedTable } from './workload/recorded-table.ts';
import { CALLER, NOW, TABLE_NAME } from './workload/workload.ts';

/** Answers nobody before all who ask at the same time have asked: each such wave is a round trip. */
class WaveHandler extends StubHandler {
  waves = 0;
  #wave: Promise<void> | undefined;

  override async handle(request: Parameters<StubHandler['handle']>[0]) {
    this.#wave ??= setTimeout(20).then(() => {
      this.#wave = undefined;
      this.waves += 1;
    });
    await this.#wave;
    return super.handle(request);
  }
}

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

/** Sequential round trips to the table, of each function and kind of caller. */
export const countRoundTrips = async () => {
  const table = new RecordedTable(
    encodeRecords({ ...generateShape(SHAPES.S), keys: [buildApiKey({ organizationId: 1 })] }),
  );
  const count = async (call: Call) => {
    const handler = new WaveHandler(table);
    await run(call, handler);
    return handler.waves;
  };
  return {
    listByKey: await count(list({ principalKind: 'apiKey', keyId: 1, organizationId: 1, role: 'admin' })),
    listByJwt: await count(list(CALLER)),
    authorizerByKey: await count((opened) => getItem(opened, apiKeyKey(hashApiKey(API_KEY)))),
    authorizerByJwt: await count((opened) => getItem(opened, userKey(CALLER.userId))),
  };
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
