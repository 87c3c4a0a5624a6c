import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { answerSchema, failureSchema } from '../../lib/contract/model.ts';
import { encodeRecords } from '../../lib/table/encode.ts';
import { type Asker, expectedOrganizations } from '../support/expected-organizations.ts';
import { type Call, type LocalApi, type Response, startLocalApi } from '../support/local-api.ts';
import { createRandom, type Random } from '../support/random.ts';
import type { Reaction } from '../support/reaction.ts';
import { isSoak, seed } from '../support/soak.ts';
import { type TableRequest, tableError } from '../support/table-proxy.ts';
import { createTenantData, keyOf } from '../support/tenant-data.ts';

const REQUESTS = isSoak ? 20_000 : 2_000;
const FAULTS = 0.3;
const AT_ONCE = 40;

/** So that the authorizer's own limit, which is hardly longer than those of its reads, is no matter of a busy machine. */
const TIME_LIMIT_FACTOR = 3;

const OF_OPERATION: Readonly<Record<string, (request: TableRequest) => Reaction>> = {
  Query: () => withOneMorePage,
  BatchGetItem: (request) => unprocessed(request),
};

/** The common ones more often than those that cost seconds. */
const faults = (random: Random, request: TableRequest): Reaction => {
  const quick: Reaction[] = [
    tableError('InternalServerError', 500),
    tableError('ThrottlingException', 400),
    tableError('ProvisionedThroughputExceededException', 400),
    { status: 503, body: '' },
    'reset',
    'cut',
    { status: 200, body: '' },
    { status: 200, body: '{}' },
    { status: 200, body: '<html></html>' },
    { status: 200, body: '{"Items":[{"PK":{"S":"ORG#' },
    OF_OPERATION[request.operation]?.(request) ?? 'reset',
  ];
  const rare: Reaction[] = ['hang', 'stall', tableError('AccessDeniedException', 400)];
  return random.pick(random.chance(0.9) ? quick : rare);
};

const withOneMorePage: Reaction = (answer) => {
  const last = [Object(answer)['Items']].flat().at(-1);
  if (last === undefined || answer['LastEvaluatedKey'] !== undefined) return answer;
  const { PK, SK, GSI1PK, GSI1SK } = last;
  // An index of keys only has its own key in every item, and nothing else
  const key = Object.keys(last).length === 4 ? { PK, SK, GSI1PK, GSI1SK } : { PK, SK };
  return { ...answer, LastEvaluatedKey: key };
};

const unprocessed =
  ({ input }: TableRequest): Reaction =>
  (answer) => ({ ...answer, Responses: {}, UnprocessedKeys: input['RequestItems'] });

/**
 * What happens depends on the seed, on what is asked and on how often it was asked before, so that it is the same
 * whatever else is going on at the time.
 */
const createFaults = () => {
  const counts = new Map<string, number>();
  const counters = { reads: 0, faults: 0 };
  const react = (request: TableRequest): Reaction => {
    const asked = JSON.stringify([seed, request.operation, request.input]);
    const count = counts.get(asked) ?? 0;
    counts.set(asked, count + 1);
    const random = createRandom(createHash('sha256').update(`${asked}${count}`).digest().readInt32BE());
    counters.reads += 1;
    if (!random.chance(FAULTS)) return 'pass';
    counters.faults += 1;
    return faults(random, request);
  };
  return { react, counters };
};

type Principal = { readonly call: Call; readonly expected: readonly object[] | undefined };

let api: LocalApi;
let principals: Principal[];
beforeAll(async () => {
  api = await startLocalApi({}, { timeLimitFactor: TIME_LIMIT_FACTOR });
  const records = createTenantData(createRandom(seed));
  await api.put(...encodeRecords(records));
  const iat = Math.floor(Date.now() / 1000);
  const sign = (sub: string) => api.stack.issuer.sign({ sub, iat, exp: iat + 29 * 86_400 });
  const expected = (asker: Asker) => expectedOrganizations({ ...records, keys: [] }, asker, Date.now());
  principals = [
    ...(await Promise.all(
      records.users.map(async ({ id }) => ({
        call: { headers: { 'x-jwt-token': await sign(String(id)) } },
        expected: expected({ userId: id }),
      })),
    )),
    ...records.organizations.slice(0, 20).map(({ id: organizationId }) => ({
      call: { headers: { 'x-api-key': keyOf(organizationId, 'admin') } },
      expected: expected({ organizationId, role: 'admin' }),
    })),
    { call: { headers: { 'x-jwt-token': await sign('987654321') } }, expected: undefined },
    { call: { headers: { 'x-api-key': keyOf(9, 'nobody') } }, expected: undefined },
  ];
});
afterAll(() => api.close());

/** @returns what kind of answer it was, after it was found right */
const check = ({ status, body }: Response, expected: Principal['expected']): string => {
  // An outage is no denial, and no way in
  if (expected === undefined) expect([401, 503]).toContain(status);
  else expect([200, 500, 503]).toContain(status);
  if (status !== 200) return String(status);
  const answer = z.parse(z.union([answerSchema, failureSchema]), JSON.parse(body));
  if (answer.success) {
    expect(answer.organizations).toEqual(expected);
    return 'whole';
  }
  const listed = answer.organizations ?? [];
  expect(listed.slice(0, -1)).toEqual(expected?.slice(0, Math.max(0, listed.length - 1)));
  expect(listed.at(-1)?.id).toBe(Object(expected?.[listed.length - 1]).id);
  return 'partial';
};

test(`in a storm of ${REQUESTS} requests with ${FAULTS * 100} % of faults every answer is whole and right, or says that it is not`, {
  timeout: 3_600_000,
}, async () => {
  const storm = createFaults();
  api.authorizerTable.react = storm.react;
  api.listTable.react = storm.react;
  api.keyServer.react = () => {
    const reaction = storm.react({ operation: 'JWKS', input: {} });
    return typeof reaction === 'function' ? 'reset' : reaction;
  };
  const kinds: Record<string, number> = {};
  let asked = 0;
  const askOn = async (own: readonly Principal[]) => {
    for (let turn = 0; asked < REQUESTS; turn++) {
      asked += 1;
      // Every so often the authorizer's keys are an hour old
      if (asked % 50 === 0) {
        api.clock.set(Date.now() + (asked / 50) * 3_600_000);
        for (const proxy of [api.authorizerTable, api.listTable]) proxy.requests.length = 0;
      }
      const { call, expected } = own[turn % own.length] as Principal; // there are more principals than at once
      const kind = check(await api.call(call), expected);
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) => askOn(principals.filter((_, number) => number % AT_ONCE === index))),
  );
  console.info(`${asked} requests, seed ${seed}: ${JSON.stringify({ ...kinds, ...storm.counters })}`);
  expect(asked).toBeGreaterThanOrEqual(REQUESTS);
  expect(storm.counters.faults / storm.counters.reads).toBeCloseTo(FAULTS, 1);
  for (const kind of ['whole', 'partial', '503', '401']) expect(kinds[kind], kind).toBeGreaterThan(0);
  expect(api.lines.filter((line) => line.includes('Task timed out'))).toEqual([]);

  for (const proxy of [api.authorizerTable, api.listTable]) proxy.reset();
  api.keyServer.react = () => 'pass';
  api.clock.set(undefined);
  for (const { call, expected } of principals.slice(0, 10)) expect(check(await api.call(call), expected)).toBe('whole');
});
