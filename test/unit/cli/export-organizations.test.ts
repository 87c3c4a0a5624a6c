import { describe, expect, test } from 'vitest';
import { exportOrganizations } from '../../../lib/cli/export/export-organizations.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildUser, NOW } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { isAbout, range } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable(30);
const IDS = range(1, 40);
const answer = answerFrom([
  ...encodeRecords({
    organizations: IDS.map((id) => buildOrganization({ id })),
    members: IDS.map((organizationId) => buildMember({ organizationId, userId: 1 })),
    projects: [],
    users: [buildUser({ id: 1 })],
  }),
]);

/** What was written of an export whose last organization cannot be read, and what it ended in. */
const exportBroken = async (format: 'json' | 'ndjson') => {
  proxy.react = (request) =>
    request.operation === 'Query' && isAbout(request, 40) ? tableError('AccessDeniedException', 400) : answer(request);
  const written: Buffer[] = [];
  const counters = { organizations: 0, projects: 0 };
  let failure: unknown;
  try {
    const request = { ids: IDS, withDeleted: false, format, now: NOW };
    for await (const part of exportOrganizations(table, request, counters)) written.push(Buffer.from(part));
  } catch (error) {
    failure = error;
  }
  return { text: Buffer.concat(written).toString(), failure };
};

describe('an export that fails', () => {
  test('throws, and what was written of an answer says that it is a part', async () => {
    const { text, failure } = await exportBroken('json');
    expect(failure).toBeInstanceOf(Error);
    expect(JSON.parse(text)).toMatchObject({ success: false, error: expect.stringContaining('a part of it only') });
  });

  test('throws, and of lines none claims to be the last', async () => {
    const { failure } = await exportBroken('ndjson');
    expect(failure).toBeInstanceOf(Error);
  });
});
