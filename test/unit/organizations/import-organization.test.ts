import { describe, expect, test } from 'vitest';
import { importOrganization, type WantedOrganization } from '../../../lib/organizations/import-organization.ts';
import { importOrganizations } from '../../../lib/organizations/import-organizations.ts';
import { createOrganizationsReport } from '../../../lib/organizations/import-report.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeMember, encodeOrganization, encodeProject } from '../../../lib/table/encode.ts';
import { createItem } from '../../../lib/table/update.ts';
import { buildMember, buildOrganization, buildProject } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { type TableRequest, tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable(30);

const ORGANIZATION = encodeOrganization(buildOrganization());
const ADMIN = encodeMember(buildMember({ userId: 1, role: 'admin' }));
const MEMBER = encodeMember(buildMember({ userId: 2 }));
const PROJECT = encodeProject(buildProject());

const wantedOf = (items: readonly Attributes[], organization = ORGANIZATION): WantedOrganization => ({
  id: 7,
  organization: { item: organization },
  items: items.map((item) => ({ item })),
  hasProjects: true,
});
const WANTED = wantedOf([PROJECT, MEMBER, ADMIN]);

const OPTIONS = { prune: false, isDryRun: false, viewerRole: 'admin' } as const;

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];
const isWrite = ({ operation }: TableRequest): boolean => WRITES.includes(operation);
const sortKeyOf = ({ input }: TableRequest): string => Object(input['Key'] ?? input['Item']).SK.S;

/** A table that holds some items, and takes writes without changing; what was written, in its order. */
const hold = (items: readonly Attributes[]) => {
  const answer = answerFrom(items);
  const written = { body: JSON.stringify({ ConsumedCapacity: { CapacityUnits: 1 } }), status: 200 };
  proxy.react = (request) => (isWrite(request) ? written : answer(request));
};
const written = (): string[] =>
  proxy.requests.filter(isWrite).map((request) => `${request.operation} ${sortKeyOf(request)}`);

const run = async (wanted: WantedOrganization, options: Partial<Parameters<typeof importOrganization>[2]> = {}) => {
  const report = createOrganizationsReport();
  await importOrganization(table, wanted, { ...OPTIONS, ...options }, report);
  return report;
};

const MEMBER_1 = 'MEMBER#0000000000000001';
const MEMBER_2 = 'MEMBER#0000000000000002';
const PROJECT_100 = 'PROJECT#0000000000000100';

describe('an imported organization', () => {
  test('is written last, when it is new, and its members are told as no addition', async () => {
    hold([]);
    const report = await run(WANTED);
    expect(written().slice(0, 3).toSorted()).toEqual([MEMBER_1, MEMBER_2, PROJECT_100].map((key) => `PutItem ${key}`));
    expect(written()[3]).toBe('PutItem ORG');
    expect(report).toEqual({
      organizations: { created: 1, updated: 0, unchanged: 0, skipped: 0 },
      members: { created: 2, updated: 0, unchanged: 0, deleted: 0 },
      projects: { created: 1, updated: 0, unchanged: 0, deleted: 0 },
      ...{ skippedOrganizations: [], keptUpgrades: [], addedMembers: [], raisedRoles: [] },
    });
  });

  test('is not written at all where nothing differs', async () => {
    hold([ORGANIZATION, ADMIN, MEMBER, PROJECT]);
    const report = await run(WANTED);
    expect(written()).toEqual([]);
    expect(report.members).toEqual({ created: 0, updated: 0, unchanged: 2, deleted: 0 });
    expect([report.organizations.unchanged, report.projects.unchanged]).toEqual([1, 1]);
  });

  test('is written where it differs, and additions and higher roles are told', async () => {
    hold([ORGANIZATION, encodeMember(buildMember({ userId: 1, role: 'guest' })), PROJECT]);
    const renamed = encodeOrganization(buildOrganization({ name: 'New' }));
    const project = encodeProject(buildProject({ name: 'New' }));
    const report = await run(wantedOf([MEMBER, ADMIN, project], renamed));
    expect(written().toSorted()).toEqual([
      `PutItem ${MEMBER_2}`,
      ...[`UpdateItem ${MEMBER_1}`, 'UpdateItem ORG', `UpdateItem ${PROJECT_100}`],
    ]);
    expect(report.projects.updated).toBe(1);
    expect(report.addedMembers).toEqual([{ organizationId: 7, userId: 2, role: 'member' }]);
    expect(report.raisedRoles).toEqual([{ organizationId: 7, userId: 1, from: 'guest', to: 'admin' }]);
  });

  test('has what is new written, also where it comes before what is stored', async () => {
    hold([ORGANIZATION, MEMBER, PROJECT]);
    const report = await run(WANTED);
    expect(written()).toEqual([`PutItem ${MEMBER_1}`]);
    expect(report.members).toEqual({ created: 1, updated: 0, unchanged: 1, deleted: 0 });
  });

  test('tells of no role that falls', async () => {
    hold([
      ORGANIZATION,
      encodeMember(buildMember({ userId: 1, role: 'admin', projectCount: 5 })),
      encodeMember(buildMember({ userId: 2, role: 'admin' })),
    ]);
    const report = await run(WANTED);
    expect([report.members.updated, report.raisedRoles]).toEqual([2, []]);
  });

  test('is skipped when it is deleted in the table', async () => {
    hold([encodeOrganization(buildOrganization({ deletedDate: '2025-01-01T00:00:00Z' }))]);
    const report = await run(WANTED);
    expect(written()).toEqual([]);
    expect([report.organizations.skipped, report.skippedOrganizations]).toEqual([1, [7]]);
  });

  test('is told when its subscription was kept', async () => {
    const trial = { trialId: 1, trialExpiredDate: '2025-01-01T00:00:00Z' };
    hold([encodeOrganization(buildOrganization({ ...trial, trialUpgradedDate: '2024-12-01T00:00:00Z' })), ADMIN]);
    const report = await run(wantedOf([ADMIN], encodeOrganization(buildOrganization(trial))));
    expect([written(), report.keptUpgrades]).toEqual([[], [7]]);
  });

  test('has its index key corrected', async () => {
    const { GSI1SK: _, ...withoutKey } = MEMBER;
    hold([ORGANIZATION, ADMIN, withoutKey]);
    await run(wantedOf([ADMIN, MEMBER]));
    expect(written()).toEqual([`UpdateItem ${MEMBER_2}`]);
  });
});

describe('what a file does not have', () => {
  const STORED = [ORGANIZATION, ADMIN, MEMBER, PROJECT];

  test('stays, and is deleted only after everything else on request', async () => {
    hold(STORED);
    const renamed = encodeOrganization(buildOrganization({ name: 'New' }));
    expect((await run(wantedOf([ADMIN]))).members.deleted).toBe(0);
    expect(written()).toEqual([]);
    const report = await run(wantedOf([ADMIN], renamed), { prune: true });
    expect(written()[0]).toBe('UpdateItem ORG');
    expect(written().slice(1).toSorted()).toEqual([`DeleteItem ${MEMBER_2}`, `DeleteItem ${PROJECT_100}`]);
    expect([report.members.deleted, report.projects.deleted]).toEqual([1, 1]);
  });

  test('are projects only where it has a list of them', async () => {
    hold(STORED);
    const report = await run({ ...wantedOf([ADMIN]), hasProjects: false }, { prune: true });
    expect([written(), report.projects.deleted]).toEqual([[`DeleteItem ${MEMBER_2}`], 0]);
  });

  test('are never all admins', async () => {
    hold(STORED);
    await run(wantedOf([PROJECT]), { prune: true });
    expect(written()).toEqual([`DeleteItem ${MEMBER_2}`]);
    await run(wantedOf([PROJECT, MEMBER]), { prune: true });
    expect(written()).toEqual([`DeleteItem ${MEMBER_2}`]);
  });

  test('is only counted in a dry run', async () => {
    hold(STORED);
    const report = await run(wantedOf([]), { prune: true, isDryRun: true });
    expect([written(), report.members.deleted, report.projects.deleted]).toEqual([[], 1, 1]);
  });
});

describe('several organizations', () => {
  const organizations = async function* (...ids: readonly number[]) {
    for (const id of ids) {
      const organization = { item: encodeOrganization(buildOrganization({ id })) };
      yield { id, organization, items: [], hasProjects: true };
    }
  };
  const importAll = async (ids: readonly number[], options: { readonly signal?: AbortSignal } = {}) => {
    const events: string[] = [];
    const report = createOrganizationsReport();
    const importing = importOrganizations(
      table,
      organizations(...ids),
      {
        ...OPTIONS,
        ...options,
        writeUsers: async ({ id }) => {
          await new Promise(setImmediate);
          events.push(`users of ${id}`);
        },
        onRefused: async ({ id }, reason) => {
          events.push(`refused ${id}: ${reason}`);
        },
      },
      report,
    );
    return { events, report, importing };
  };

  test('have their users written in their order', async () => {
    hold([]);
    const { events, importing, report } = await importAll([3, 1, 2]);
    await importing;
    expect(events).toEqual(['users of 3', 'users of 1', 'users of 2']);
    expect(report.organizations.created).toBe(3);
  });

  test('are written one after the other where they are the same', async () => {
    hold([]);
    const since = proxy.requests.length;
    await (await importAll([1, 2, 1])).importing;
    const ofFirst = proxy.requests
      .slice(since)
      .filter(({ input }) => JSON.stringify(input).includes('ORG#0000000000000001'));
    const once = ['GetItem', 'Query', 'PutItem'];
    expect(ofFirst.map(({ operation }) => operation)).toEqual([...once, ...once]);
  });

  test('go on when the table refuses what is in one of them', async () => {
    hold([]);
    const { react } = proxy;
    proxy.react = (request, count) =>
      request.operation === 'PutItem' && JSON.stringify(request.input).includes('ORG#0000000000000001')
        ? tableError('ValidationException', 400)
        : react(request, count);
    const { events, importing, report } = await importAll([3, 1, 2]);
    await importing;
    expect(events).toContain('refused 1: F00 of the table');
    expect(report.organizations.created).toBe(2);
  });

  test('are not written when the table refuses their users', async () => {
    hold([]);
    const report = createOrganizationsReport();
    const refused: number[] = [];
    const options = {
      ...OPTIONS,
      writeUsers: () => createItem(table, { PK: { S: 'USER' }, SK: { S: 'USER' } }).then(() => undefined),
      onRefused: async ({ id }: { readonly id: number }) => void refused.push(id),
    };
    proxy.react = () => tableError('ValidationException', 400);
    await importOrganizations(table, organizations(1, 2), options, report);
    expect([refused, report.organizations.created]).toEqual([[1, 2], 0]);
  });

  test('end when the table refuses all of them, or the import is aborted', async () => {
    hold([]);
    const { react } = proxy;
    proxy.react = (request, count) =>
      request.operation === 'PutItem' ? tableError('AccessDeniedException', 400) : react(request, count);
    await expect((await importAll([1])).importing).rejects.toThrow('refused');
    hold([]);
    const { importing, events } = await importAll([1, 2], { signal: AbortSignal.abort(new Error('enough')) });
    await expect(importing).rejects.toThrow('enough');
    expect(events).toEqual([]);
  });
});
