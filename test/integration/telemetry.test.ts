/** What the functions tell their operators, by what they write on standard output. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateApiKey } from '../../lib/contract/api-key.ts';
import { sampleData } from '../../lib/local/sample-data.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import { RECORDED_METRICS } from '../infrastructure/recorded-metrics.ts';
import { ALLOWED_ORIGIN, expectOrganizations, type LocalApi, PATH, startLocalApi } from '../support/local-api.ts';

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
beforeEach(() => {
  api.authorizerTable.reset();
  api.listTable.reset();
  api.lines.length = 0;
});
afterAll(() => api.close());

/** The JSON lines of a function, of those that were written so far. */
const linesOf = (name: string): Record<string, unknown>[] =>
  api.lines.flatMap((line) => (line.startsWith(`[${name}] {`) ? [JSON.parse(line.slice(name.length + 3))] : []));
/** On a busy machine the use of a key may take too long to be recorded, which is told besides. */
const isOfRecording = (line: Record<string, unknown>) =>
  line['message'] === 'the use of a key was not recorded' || METRIC.unrecordedUses in line;
const logLinesOf = (name: string) => linesOf(name).filter((line) => !('_aws' in line || isOfRecording(line)));
const metricsOf = (name: string) => linesOf(name).filter((line) => '_aws' in line && !isOfRecording(line));

/** A function's line may come after its answer. */
const waitForLogLine = (name: string) => expect.poll(() => logLinesOf(name)).not.toEqual([]);

const metric = (name: string, { service, ...split }: Record<string, string>) => {
  expect(RECORDED_METRICS[name]).toEqual({ service, splitBy: Object.keys(split).join() });
  return emitted(name, { service, ...split });
};

const emitted = (name: string, dimensions: Readonly<Record<string, string | undefined>>) => ({
  [name]: 1,
  ...dimensions,
  _aws: {
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [
      {
        Namespace: 'Organizations',
        // The total, and each value by itself
        Dimensions: [['service'], Object.keys(dimensions)],
        Metrics: [{ Name: name, Unit: 'Count' }],
      },
    ],
  },
});

describe('a request is one log line of each function', () => {
  test.each([
    ['key', 'admin', /^key:42\/501$/],
    ['jwt', 'admin', /^user:\d+$/],
  ] as const)('when it succeeds (%s of %s)', async (kind, as, principal) => {
    const response = await api.call({ headers: api.as(kind, as) });
    const organizations = expectOrganizations(response);
    await waitForLogLine('ListOrganizations');
    expect(logLinesOf('ListOrganizations')).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'listed',
        service: 'list-organizations',
        requestId: response.headers['x-amzn-requestid'],
        principal: expect.stringMatching(principal),
        organizations: organizations.length,
        projects: organizations.flatMap(({ projects = [] }) => projects).length,
        bytes: Buffer.byteLength(response.body),
        readUnits: expect.any(Number),
        durationMs: expect.any(Number),
        outcome: 'success',
      }),
    ]);
    expect(logLinesOf('Authorizer')).toEqual([
      expect.objectContaining({
        message: 'allowed',
        service: 'authorizer',
        requestId: response.headers['x-amzn-requestid'],
        principal: expect.stringMatching(principal),
        durationMs: expect.any(Number),
      }),
    ]);
    expect([...metricsOf('Authorizer'), ...metricsOf('ListOrganizations')]).toEqual([]);
  });

  test('when it is denied, with a metric by reason', async () => {
    const response = await api.call({ headers: { 'x-api-key': generateApiKey() } });
    await waitForLogLine('Authorizer');
    const requestId = response.headers['x-amzn-requestid'];
    expect(logLinesOf('Authorizer')).toEqual([
      expect.objectContaining({ message: 'denied', requestId, denial: 'invalidApiKey' }),
    ]);
    await expect
      .poll(() => metricsOf('Authorizer'))
      .toEqual([metric(METRIC.denials, { service: 'authorizer', reason: 'invalidApiKey' })]);
  });

  test('when it is refused for its parameter, which is no failure of ours', async () => {
    await api.call({ path: `${PATH}?projects=maybe`, headers: api.as('key', 'admin') });
    await waitForLogLine('ListOrganizations');
    expect(logLinesOf('ListOrganizations')).toEqual([
      expect.objectContaining({ level: 'INFO', message: 'refused', principal: 'key:42/501', outcome: 'bad-parameter' }),
    ]);
    expect(metricsOf('ListOrganizations')).toEqual([]);
  });

  test('when the table is down for the authorizer, with a metric by kind', async () => {
    api.authorizerTable.react = () => 'reset';
    const response = await api.call({ headers: api.as('key', 'admin') });
    expect(response.status).toBe(503);
    await waitForLogLine('Authorizer');
    const requestId = response.headers['x-amzn-requestid'];
    expect(logLinesOf('Authorizer')).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        requestId,
        durationMs: expect.any(Number),
        outcome: 'table-unavailable',
      }),
    ]);
    await expect
      .poll(() => metricsOf('Authorizer'))
      .toEqual([metric(METRIC.failedAuthentications, { service: 'authorizer', kind: 'table-unavailable' })]);
  });

  test('when the table is down for the list, with a metric by kind', async () => {
    api.listTable.react = () => 'reset';
    const response = await api.call({ headers: api.as('key', 'admin') });
    expect(response.status).toBe(503);
    await waitForLogLine('ListOrganizations');
    expect(logLinesOf('ListOrganizations')).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        principal: 'key:42/501',
        durationMs: expect.any(Number),
        outcome: 'table-unavailable',
      }),
    ]);
    await expect
      .poll(() => metricsOf('ListOrganizations'))
      .toEqual([metric(METRIC.failedRequests, { service: 'list-organizations', kind: 'table-unavailable' })]);
  });
});

test('nothing that a function writes is a credential, or personal data of anybody', async () => {
  const secrets = api.stack.credentials.map(({ value }) => value);
  const bad = [`${secrets[0]}x`, 'ei_mistyped_mistyped_mistyped_mistyped', 'Kopf.Nutzlast.Unterschrift'];
  for (const value of [...secrets, ...bad]) {
    for (const headers of [{ 'x-api-key': value }, { 'x-jwt-token': value }, { cookie: `jwt=${value}` }]) {
      await api.call({ headers: { ...headers, 'user-agent': 'a-user-agent', origin: ALLOWED_ORIGIN } });
    }
  }
  for (const react of ['reset', { status: 400, body: '{"__type":"x#AccessDeniedException"}' }] as const) {
    api.listTable.react = () => react;
    api.authorizerTable.react = ({ operation }) => (operation === 'GetItem' ? 'pass' : react);
    for (const kind of ['key', 'jwt'] as const) await api.call({ headers: api.as(kind, 'admin') });
  }
  await waitForLogLine('ListOrganizations');

  const written = api.lines.join('\n');
  expect(api.lines.length).toBeGreaterThan(secrets.length);
  // A signature or a key's secret part alone would be as bad
  const parts = [...secrets, ...bad].flatMap((value) => [value, ...value.split('.').filter((part) => part.length > 8)]);
  for (const part of parts) expect(written).not.toContain(part);
  expect(written).not.toMatch(/[\w.+-]+@[\w-]+\.[a-z]{2,}/i);
  expect(written).not.toContain('a-user-agent');
  const names = new Set(sampleData().items.flatMap((item) => [item['email']?.S, item['username']?.S, item['name']?.S]));
  const isPersonal = (name: string | undefined) => name !== undefined && name.length > 8 && written.includes(name);
  expect([...names].filter(isPersonal)).toEqual([]);
});
