import { PermissionValues } from 'edge-impulse-api/build/library/sdk/model/permission.js';
import { ProjectCategoryEnumValues } from 'edge-impulse-api/build/library/sdk/model/project.js';
import { PublicProjectLicenseValues } from 'edge-impulse-api/build/library/sdk/model/publicProjectLicense.js';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { hashApiKey, isWellFormedApiKey } from '../../../lib/contract/api-key.ts';
import { ORGANIZATION_ID, sampleData } from '../../../lib/local/sample-data.ts';
import * as items from '../../../lib/table/items.ts';
import { daysFromNow, NOW } from '../../support/build-records.ts';
import { generateShape, SHAPES } from '../../support/generate-shape.ts';

const data = sampleData({ now: NOW });
const { large } = ORGANIZATION_ID;
const only = <T>(list: readonly T[]): T => {
  const [element] = list;
  if (element === undefined || list.length !== 1) throw new Error(`${list.length} elements instead of one`);
  return element;
};
const organization = (id: number) => only(data.organizations.filter((candidate) => candidate.id === id));
const membersOf = (id: number) => data.members.filter(({ organizationId }) => organizationId === id);
const projectsOf = (id: number) => data.projects.filter(({ organizationId }) => organizationId === id);
const userOf = (as: string) =>
  only(
    [...data.credentials, ...data.refusedCredentials].flatMap((one) =>
      one.kind === 'jwt' && one.as === as ? [one.userId] : [],
    ),
  );
const rolesOf = (as: string) =>
  Object.fromEntries(
    data.members
      .filter(({ userId }) => userId === userOf(as))
      .map(({ organizationId, role }) => [organizationId, role]),
  );

describe('sample data', () => {
  test('is the same each time', () => {
    expect(sampleData({ now: NOW })).toStrictEqual(data);
  });

  test('changes from one day to another in the dates of running trials only', () => {
    const { organizations, items: _, ...rest } = sampleData({ now: NOW + 864e5 });
    expect(data).toMatchObject(rest);
    const changed = organizations.filter(
      ({ id, trialExpiredDate }) => organization(id).trialExpiredDate !== trialExpiredDate,
    );
    expect(changed.map(({ id }) => id)).toStrictEqual([
      ORGANIZATION_ID.inTrial,
      ORGANIZATION_ID.inGracePeriod,
      ORGANIZATION_ID.pastGracePeriod,
    ]);
  });

  test('has one large organization: 50 users, 300 projects with 8 collaborators each', () => {
    expect(membersOf(large)).toHaveLength(50);
    expect(projectsOf(large)).toHaveLength(300);
    const sizes = projectsOf(large).map(({ collaborators }) => new Set(collaborators.map(({ userId }) => userId)).size);
    expect(new Set(sizes)).toStrictEqual(new Set([8]));
  });

  test('has an organization in every state that an answer tells apart', () => {
    expect(organization(ORGANIZATION_ID.developerProfile).isDeveloperProfile).toBe(true);
    expect(organization(ORGANIZATION_ID.whiteLabelled).whitelabelId).not.toBeNull();
    expect(organization(ORGANIZATION_ID.deleted).deletedDate).toBeDefined();
    expect(data.organizations.filter(({ deletedDate }) => deletedDate !== undefined)).toHaveLength(1);
    const { inTrial, inGracePeriod, pastGracePeriod } = ORGANIZATION_ID;
    const endOf = (id: number) => String(organization(id).trialExpiredDate);
    expect(endOf(inTrial) > daysFromNow(1)).toBe(true);
    expect(endOf(inGracePeriod) < daysFromNow(-1) && endOf(inGracePeriod) > daysFromNow(-29)).toBe(true);
    expect(endOf(pastGracePeriod) < daysFromNow(-31)).toBe(true);
  });

  test('has contractStartDate set, null and absent', () => {
    const kinds = data.organizations.map(({ contractStartDate }) => typeof contractStartDate);
    expect(new Set(kinds)).toStrictEqual(new Set(['string', 'object', 'undefined']));
  });

  test('names nobody and nothing that is not there', () => {
    const users = new Set(data.users.map(({ id }) => id));
    const projects = new Set(data.projects.map(({ id }) => id));
    expect(users.size).toBe(data.users.length);
    expect(projects.size).toBe(data.projects.length);
    for (const { userId } of data.members) expect(users).toContain(userId);
    for (const { organizationId, collaborators, ownerUserId, developerProfileUserId } of data.projects) {
      const members = membersOf(organizationId).map(({ userId }) => userId);
      for (const { userId } of collaborators) expect(members).toContain(userId);
      for (const id of [ownerUserId, developerProfileUserId]) if (id !== undefined) expect(members).toContain(id);
      expect(collaborators.filter(({ isOwner }) => isOwner)).toHaveLength(1);
    }
    for (const { lastOrganizationProjectAccessed: id } of data.members)
      if (id !== undefined) expect(projects).toContain(id);
  });

  test('uses only values that the official client knows', () => {
    expect(PermissionValues).toEqual(expect.arrayContaining(data.users.flatMap(({ permissions = [] }) => permissions)));
    expect(ProjectCategoryEnumValues).toEqual(
      expect.arrayContaining(data.projects.flatMap(({ category }) => category ?? [])),
    );
    expect(PublicProjectLicenseValues).toEqual(
      expect.arrayContaining(data.projects.flatMap(({ license }) => license ?? [])),
    );
  });

  test('has every kind of JSON value in free-form metadata', () => {
    const kinds = new Set<string>();
    const visit = (value: unknown): void => {
      kinds.add(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
    };
    data.projects.forEach(({ metadata }) => {
      visit(metadata);
    });
    expect(kinds).toStrictEqual(new Set(['object', 'array', 'string', 'number', 'boolean', 'null']));
  });

  test('is stored item by item under different keys', () => {
    const keys = new Set(data.items.map(({ PK, SK }) => `${PK?.S}/${SK?.S}`));
    expect(keys.size).toBe(data.items.length);
    const { organizations, members, projects, users, keys: apiKeys } = data;
    expect(data.items).toHaveLength([organizations, members, projects, users, apiKeys].flat().length);
  });
});

describe('every optional field of a stored item is present somewhere and absent somewhere', () => {
  const optionalFields = (schema: z.core.$ZodObject, path = ''): string[] =>
    Object.entries(schema._zod.def.shape).flatMap(([name, field]) => {
      const isOptional = field instanceof z.core.$ZodOptional;
      const inner = isOptional ? field._zod.def.innerType : field;
      const nested = inner instanceof z.core.$ZodObject ? optionalFields(inner, `${path}${name}.`) : [];
      return isOptional ? [path + name, ...nested] : nested;
    });
  const has = (record: unknown, path: string): boolean =>
    path.split('.').reduce<unknown>((value, name) => Object(value)[name], record) !== undefined;

  const cases = [
    { kind: 'organization', schema: items.organizationItemSchema, records: data.organizations },
    { kind: 'member', schema: items.memberItemSchema, records: data.members },
    { kind: 'project', schema: items.projectItemSchema, records: data.projects },
    { kind: 'user', schema: items.userProfileSchema, records: data.users },
    { kind: 'account', schema: items.userAccountSchema, records: data.users },
    { kind: 'API key', schema: items.apiKeyItemSchema, records: data.keys.map(({ record }) => record) },
  ].flatMap(({ kind, schema, records }) => optionalFields(schema).map((path) => ({ kind, path, records })));

  test('and there are such fields', () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  test.each(cases)('$kind: $path', ({ path, records }) => {
    const present = records.filter((record) => has(record, path)).length;
    expect(present).toBeGreaterThan(0);
    expect(present).toBeLessThan(records.length);
  });
});

describe('sample credentials', () => {
  test('are keys of both roles and of another organization, well-formed and stored by their hash only', () => {
    for (const { value, record } of data.keys) {
      expect(isWellFormedApiKey(value)).toBe(true);
      expect(record.hash).toBe(hashApiKey(value));
      expect(JSON.stringify(data.items)).not.toContain(value);
    }
    const accepted = data.credentials.flatMap((one) => (one.kind === 'key' ? [one.value] : []));
    const records = accepted.map((value) => only(data.keys.filter((key) => key.value === value)).record);
    expect(records.map(({ organizationId, role }) => [organizationId === large, role])).toStrictEqual([
      [true, 'admin'],
      [true, 'member'],
      [false, 'admin'],
    ]);
  });

  test('are an admin with other roles elsewhere, a member, a guest and a user of no organization', () => {
    const { admin, member, guest, nobody } = {
      admin: rolesOf('admin'),
      member: rolesOf('member'),
      guest: rolesOf('guest'),
      nobody: rolesOf('nobody'),
    };
    expect(admin[large]).toBe('admin');
    expect(new Set(Object.values(admin))).toStrictEqual(new Set(['admin', 'member', 'guest']));
    expect(member[large]).toBe('member');
    expect(guest).toStrictEqual({ [large]: 'guest' });
    expect(nobody).toStrictEqual({});
  });

  test('let the guest see some projects and some users, not all', () => {
    const seen = projectsOf(large).filter(({ collaborators }) =>
      collaborators.some(({ userId }) => userId === userOf('guest')),
    );
    const users = new Set(seen.flatMap(({ collaborators }) => collaborators.map(({ userId }) => userId)));
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.length).toBeLessThan(20);
    expect(users.size).toBeLessThan(50);
  });

  test('that are refused belong to a disabled and a not activated user, an expired and a revoked key', () => {
    const user = (as: string) => only(data.users.filter(({ id }) => id === userOf(as)));
    expect(user('disabled').disabled).toBe(true);
    expect(user('not activated').activated).toBe(false);
    const refused = data.refusedCredentials.flatMap((one) => (one.kind === 'key' ? [one.value] : []));
    const [expired, revoked] = refused.map((value) => only(data.keys.filter((key) => key.value === value)).record);
    expect(expired?.expiresAt).toBeLessThan(NOW / 1000);
    expect(revoked?.revoked).toBeDefined();
  });
});

describe('shapes to measure', () => {
  test.each(Object.entries(SHAPES))('%s has the size that it says', (_, shape) => {
    const { organizations, members, projects } = generateShape(shape);
    expect(organizations).toHaveLength(shape.organizations);
    expect(members).toHaveLength(shape.organizations * shape.users);
    expect(projects).toHaveLength(shape.organizations * shape.projects);
    expect(members.filter(({ userId }) => userId === 1)).toHaveLength(shape.organizations);
  });
});
