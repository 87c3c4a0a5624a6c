import type { Principal } from '../../lib/auth/principal.ts';
import { jsonStream } from '../../lib/http/json-stream.ts';
import { readOrganizations } from '../../lib/organizations/read-organizations.ts';
import { encodeRecords, type Records } from '../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from './build-records.ts';
import { answerFrom } from './fixed-table.ts';
import { startProxiedTable } from './proxied-table.ts';

/** Who asks. */
export const USER = 1;
const user: Principal = { principalKind: 'user', userId: USER };

/** Organizations of the user, with two more members, and a project of each pair of members. */
export const recordsOf = (ids: readonly number[], role: 'admin' | 'guest' = 'admin'): Records => ({
  organizations: ids.map((id) => buildOrganization({ id })),
  members: ids.flatMap((organizationId) =>
    [USER, 2, 3].map((userId) => buildMember({ organizationId, userId, role: userId === USER ? role : 'admin' })),
  ),
  projects: ids.flatMap((organizationId) =>
    [[1, 2], [2, 3], [3], [1]].map((team, index) =>
      buildProject({
        organizationId,
        id: index,
        collaborators: team.toReversed().map((userId) => ({ userId, isOwner: userId === 2 })),
      }),
    ),
  ),
  users: [USER, 2, 3].map((id) => buildUser({ id, permissions: ['a:b'] })),
});

/** Organizations read through a table whose requests are recorded. */
export const startOrganizationsReader = async () => {
  const { proxy, table } = await startProxiedTable();
  const put = (records: Records, pageSize?: number) => {
    proxy.react = answerFrom([...encodeRecords(records)], pageSize);
  };

  const start = (options: { principal?: Principal; withProjects?: boolean; signal?: AbortSignal } = {}) => {
    const counters = { organizations: 0, projects: 0 };
    const consumption = { units: 0 };
    const request = { principal: user, withProjects: true, now: NOW, consumption, ...options };
    return { counters, consumption, organizations: readOrganizations(table, request, counters) };
  };
  const list = async (options = {}) => {
    const { counters, consumption, organizations } = start(options);
    const chunks: Uint8Array[] = [];
    let failure: unknown;
    for await (const chunk of jsonStream(organizations, (error) => {
      failure = error;
      return 'failed';
    })) {
      chunks.push(chunk);
    }
    return { ...JSON.parse(Buffer.concat(chunks).toString()), counters, consumption, failure };
  };
  const requests = (operation: string) => proxy.requests.filter((request) => request.operation === operation);
  const conditions = () => requests('Query').map(({ input }) => input['KeyConditionExpression']);
  const keysOf = (input: Record<string, unknown>): string[] =>
    Object(input['RequestItems'])['table'].Keys.map(({ PK, SK }: Record<string, { S: string }>) => `${PK?.S}/${SK?.S}`);
  const userKeys = () =>
    requests('BatchGetItem')
      .flatMap(({ input }) => keysOf(input))
      .filter((key) => key.startsWith('USER#'))
      .map((key) => Number(/\d+/.exec(key)));

  return { proxy, table, put, start, list, requests, conditions, keysOf, userKeys };
};
