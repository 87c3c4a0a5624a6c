import { afterAll, beforeAll, expect } from 'vitest';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { type ItemKey, organizationKey } from '../../lib/table/keys.ts';
import { updateItem } from '../../lib/table/update.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';
import { expectOrganizations, type LocalApi, startLocalApi } from './local-api.ts';
import { operate } from './operate.ts';

export const USER = 8000;
export const OTHER_USER = 8001;

/**
 * A local stack for the tests of one file, with the two users: commands are run in it as an operator would, and their effect
 * is seen in the API's answers.
 */
export const startOperator = () => {
  let api: LocalApi;
  let lastId = 8000;
  beforeAll(async () => {
    api = await startLocalApi();
    await api.put(...[USER, OTHER_USER].map((id) => encodeUser(buildUser({ id }))));
  });
  afterAll(() => api.close());

  const table = (): Table => ({ client: api.stack.client, name: api.stack.tableName });
  const run = (command: string, ...more: readonly string[]) =>
    operate([...command.split(' '), ...more, '--port', new URL(api.stack.url).port]);
  const runWell = async (command: string, ...more: readonly string[]) => {
    const { status, stdout, stderr } = await run(command, ...more);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };
  const callAs = async (userId: number, ...options: readonly string[]) => {
    const token = await runWell(`tokens issue --user ${userId}`, ...options);
    return api.call({ headers: { 'x-jwt-token': token.trimEnd() } });
  };
  const listAs = async (userId: number) => expectOrganizations(await callAs(userId));
  return {
    api: () => api,
    table,
    run,
    runWell,
    expectRefusal: async (command: string, sentence: string) =>
      expect(await run(command)).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining(sentence) }),
    callAs,
    listAs,
    idsAs: async (userId: number) => (await listAs(userId)).map(({ id }) => id),
    nextId: () => ++lastId,
    /** An organization of its own for each test, with {@link USER} as its admin. */
    putOrganization: async (fields = {}): Promise<number> => {
      lastId += 1;
      await api.put(
        encodeOrganization(buildOrganization({ id: lastId, ...fields })),
        encodeMember(buildMember({ organizationId: lastId, userId: USER, role: 'admin' })),
        encodeProject(buildProject({ organizationId: lastId, id: 1 })),
      );
      return lastId;
    },
    /** Changes an item behind the command line's back. */
    change: (key: ItemKey, set: Attributes) => updateItem(table(), key, { set, expected: { PK: { S: key.PK } } }),
    indexKeyOf: async (id: number) => {
      const item = await getItem(table(), organizationKey(id));
      return [item?.['GSI1PK']?.S, item?.['GSI1SK']?.S];
    },
  };
};
