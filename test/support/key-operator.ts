import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import * as z from 'zod/mini';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { encodeOrganization } from '../../lib/table/encode.ts';
import { buildOrganization } from './build-records.ts';
import { expectError, expectOrganizations, type LocalApi, startLocalApi } from './local-api.ts';
import { operate } from './operate.ts';

/** What `keys issue` and `keys rotate` print as JSON. */
export const issuedSchema = z.object({ id: z.int(), key: z.string(), expires: z.optional(z.string()) });
const listedSchema = z.array(
  z.object({
    ...{ id: z.int(), name: z.string(), role: z.string(), state: z.string(), created: z.string() },
    ...{ expires: z.optional(z.string()), lastUsed: z.optional(z.string()) },
  }),
);

/** The API for the tests of one file, and what they do with keys: make organizations, run commands, send requests. */
export const useKeyOperator = () => {
  let running: LocalApi;
  const api = () => running;
  beforeAll(async () => {
    running = await startLocalApi();
  });
  beforeEach(() => {
    running.authorizerTable.reset();
    running.lines.length = 0;
  });
  afterAll(() => running.close());

  let lastOrganizationId = 7000;
  /** An organization of its own for each test. */
  const putOrganization = async (fields = {}): Promise<number> => {
    lastOrganizationId += 1;
    await api().put(encodeOrganization(buildOrganization({ id: lastOrganizationId, ...fields })));
    return lastOrganizationId;
  };

  const keys = (command: string, organizationId: number, options: readonly string[] = [], circumstances = {}) => {
    const port = new URL(api().stack.url).port;
    const organization = ['--organization', String(organizationId)];
    return operate(['keys', ...command.split(' '), ...organization, '--port', port, ...options], circumstances);
  };

  const issue = async (organizationId: number, options: readonly string[] = [], circumstances = {}) => {
    const given = ['--name', 'ci', '--role', 'member', '--json', ...options];
    const { status, stdout, stderr } = await keys('issue', organizationId, given, circumstances);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return z.parse(issuedSchema, JSON.parse(stdout));
  };

  const list = async (organizationId: number) => {
    const { stdout } = await keys('list', organizationId, ['--json']);
    return z.parse(listedSchema, JSON.parse(stdout));
  };

  const call = (key: string) => api().call({ headers: { 'x-api-key': key } });
  const expectAccepted = async (key: string, organizationId: number) =>
    expect(expectOrganizations(await call(key)).map(({ id }) => id)).toEqual([organizationId]);
  const expectRefused = async (key: string) => expectError(await call(key), 401, DENIAL_TEXT.invalidApiKey);

  return { api, putOrganization, keys, issue, list, expectAccepted, expectRefused };
};
