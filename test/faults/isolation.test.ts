import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRecords, type Records } from '../../lib/table/encode.ts';
import { type Asker, expectedOrganizations } from '../support/expected-organizations.ts';
import { answerFrom } from '../support/fixed-table.ts';
import { type Call, expectOrganizations, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { createRandom } from '../support/random.ts';
import { isSoak, seed } from '../support/soak.ts';
import { CANARY, createTenantData, keyOf } from '../support/tenant-data.ts';
import { expectInvalidKey, expectInvalidToken } from '../support/tenants.ts';

const REQUESTS = isSoak ? 100_000 : 1_500;
const AT_ONCE = 16;

type Principal = {
  readonly call: Call;
  readonly asker?: Asker;
  readonly expected?: string;
  readonly strangers: RegExp;
};

const random = createRandom(seed);
let api: LocalApi;
let principals: Principal[];
beforeAll(async () => {
  api = await startLocalApi();
  const records = createTenantData(random);
  const table = answerFrom([...encodeRecords(records)]);
  api.authorizerTable.react = table;
  api.listTable.react = table;
  principals = await principalsOf(records);
});
afterAll(() => api.close());

const principalsOf = async (records: Records): Promise<Principal[]> => {
  const { keys: _, ...model } = records;
  const known = (asker: Asker, headers: Record<string, string>): Principal[] =>
    [true, false].map((withProjects) => {
      const organizations = expectedOrganizations({ ...model, keys: [] }, asker, Date.now(), withProjects);
      const text = JSON.stringify(organizations);
      const own = new Set(text.match(CANARY));
      const strangers = [...JSON.stringify(records).matchAll(CANARY)].map(([found]) => found);
      const others = [...new Set(strangers)].filter((other) => !own.has(other));
      return {
        call: { path: `/api/organizations?projects=${withProjects}`, headers },
        asker,
        expected: text,
        strangers: new RegExp(others.join('|')),
      };
    });
  const byToken = records.users.map(async ({ id }) =>
    known({ userId: id }, { 'x-jwt-token': await api.stack.issuer.sign({ sub: String(id) }) }),
  );
  const byKey = records.organizations.flatMap(({ id }) =>
    (['admin', 'member'] as const).map((role) => known({ organizationId: id, role }, { 'x-api-key': keyOf(id, role) })),
  );
  const unknown: Principal[] = [
    { call: { headers: { 'x-api-key': keyOf(9, 'nobody') } }, strangers: /canary/ },
    { call: { headers: { 'x-jwt-token': await api.stack.issuer.sign({ sub: '999' }) } }, strangers: /canary/ },
  ];
  return [...byKey, ...(await Promise.all(byToken)), unknown].flat();
};

const ask = async ({ call, expected, strangers }: Principal): Promise<void> => {
  const response = await api.call(call);
  expect(strangers.test(response.body)).toBe(false);
  if (expected !== undefined) expect(expectOrganizations(response)).toEqual(JSON.parse(expected));
  else if (call.headers?.['x-api-key'] === undefined) expectInvalidToken(response);
  else expectInvalidKey(response);
};

test(`F54 of ${REQUESTS} requests of many principals at once through one warm process, none has a byte of another’s`, {
  timeout: 3_600_000,
}, async () => {
  let asked = 0;
  const askOn = async () => {
    while (asked < REQUESTS) {
      asked += 1;
      await ask(random.pick(principals));
      // What was asked of the table is not needed here, and would take the memory of this process
      if (asked % 500 === 0) for (const proxy of [api.authorizerTable, api.listTable]) proxy.requests.length = 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  expect(asked).toBeGreaterThanOrEqual(REQUESTS);
  expect(api.lines.filter((line) => line.includes('"message":"listed"')).length).toBeGreaterThan(REQUESTS * 0.9);
});
