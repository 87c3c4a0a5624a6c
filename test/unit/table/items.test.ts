import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../../lib/table/decode.ts';
import * as write from '../../../lib/table/encode.ts';
import { BrokenItemError } from '../../../lib/table/errors.ts';
import * as items from '../../../lib/table/items.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, buildUser } from '../../support/build-records.ts';

const { id: organizationId, ...organization } = buildOrganization({ contractStartDate: null });
const { organizationId: _, userId, ...member } = buildMember({ lastOrganizationProjectAccessed: 100 });
const {
  organizationId: __,
  id: projectId,
  ...project
} = buildProject({
  collaborators: [{ userId: 1, isOwner: true }],
  metadata: { board: 'nRF5340', rates: [104, 0.5, null] },
});
const { id, disabled, tokensValidFrom, ...profile } = buildUser({
  disabled: true,
  tokensValidFrom: '2024-01-01T00:00:00Z',
});
const { hash, ...apiKey } = buildApiKey({ expiresAt: 1_900_000_000, lastUsed: '2025-01-01T00:00:00Z' });

describe('an item is read back as it was written', () => {
  test.each([
    [
      'organization',
      items.decodeOrganization(write.encodeOrganization({ id: organizationId, ...organization })),
      organization,
    ],
    ['member', items.decodeMember(write.encodeMember({ organizationId, userId, ...member })), member],
    ['project', items.decodeProject(write.encodeProject({ organizationId, id: projectId, ...project })), project],
    ['API key', items.decodeApiKey(write.encodeApiKey({ hash, ...apiKey })), apiKey],
  ])('%s', (_kind, decoded, expected) => {
    expect(decoded).toStrictEqual(expected);
  });
});

describe("a user's item", () => {
  const item = write.encodeUser({ id, ...profile, disabled: true, tokensValidFrom: '2024-01-01T00:00:00Z' });

  test('gives others the profile, without what decides about tokens', () => {
    expect(items.decodeUserProfile(item)).toStrictEqual(profile);
  });

  test('gives the authorizer what decides about tokens, and nothing else', () => {
    expect(items.decodeUserAccount(item)).toStrictEqual({ activated: true, disabled, tokensValidFrom });
  });

  test('gives neither what the schema does not name', () => {
    const withExtra = { ...item, passwordHash: { S: 'canary' } };
    expect(items.decodeUserProfile(withExtra)).toStrictEqual(profile);
    expect(items.decodeUserAccount(withExtra)).not.toHaveProperty('passwordHash');
  });
});

describe('a broken item', () => {
  const broken: Attributes = {
    ...write.encodeProject(buildProject({ organizationId: 7, id: 100 })),
    tags: { S: 'canary' },
  };

  test('is named by its key and the path, without any value', () => {
    expect(() => items.decodeProject(broken)).toThrow(
      new BrokenItemError('ORG#0000000000000007/PROJECT#0000000000000100', 'tags', 'a list'),
    );
  });

  test('is named as far as it has a key', () => {
    const { SK: _sortKey, ...withoutSortKey } = broken;
    expect(() => items.decodeProject(withoutSortKey)).toThrow('ORG#0000000000000007/?');
  });

  test('names the path inside lists and maps', () => {
    const collaborators = { L: [{ M: { userId: { S: 'canary' }, isOwner: { BOOL: true } } }] };
    expect(() => items.decodeProject({ ...broken, collaborators })).toThrow('collaborators[].userId');
  });
});

test('nothing that follows from the organization or the key is stored with a project', () => {
  const { shape } = items.projectItemSchema;
  const derived = ['id', 'owner', 'ownerOrganizationId', 'ownerIsDeveloperProfile', 'isEnterpriseProject', 'tier'];
  expect(Object.keys(shape).filter((name) => derived.includes(name))).toStrictEqual([]);
});
