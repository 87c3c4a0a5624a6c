import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../../lib/table/decode.ts';
import * as encode from '../../../lib/table/encode.ts';
import {
  API_KEY,
  buildApiKey,
  buildMember,
  buildOrganization,
  buildProject,
  buildUser,
  daysFromNow,
} from '../../support/build-records.ts';

const indexKeyOf = ({ GSI1PK, GSI1SK }: Attributes) => ({ partition: GSI1PK?.S, sort: GSI1SK?.S });

describe('encoded records', () => {
  test('hold native attributes under their key', () => {
    const item = encode.encodeMember(buildMember({ organizationId: 7, userId: 3, role: 'guest', datasets: ['a'] }));
    expect(item).toMatchObject({
      PK: { S: 'ORG#0000000000000007' },
      SK: { S: 'MEMBER#0000000000000003' },
      role: { S: 'guest' },
      projectCount: { N: '0' },
      datasets: { L: [{ S: 'a' }] },
    });
    expect(item).not.toHaveProperty('userId');
  });

  test('let a member be found by user', () => {
    const item = encode.encodeMember(buildMember({ organizationId: 7, userId: 3 }));
    expect(indexKeyOf(item)).toStrictEqual({ partition: 'USER#0000000000000003', sort: 'ORG#0000000000000007' });
  });

  test('let an API key be found by organization, and hold no key', () => {
    const item = encode.encodeApiKey(buildApiKey({ organizationId: 7, keyId: 500 }));
    expect(indexKeyOf(item)).toStrictEqual({ partition: 'ORG#0000000000000007', sort: 'KEY#0000000000000500' });
    expect(JSON.stringify(item)).not.toContain(API_KEY);
  });

  test('put neither users nor projects into the index', () => {
    const nowhere = { partition: undefined, sort: undefined };
    expect(indexKeyOf(encode.encodeUser(buildUser()))).toStrictEqual(nowhere);
    expect(indexKeyOf(encode.encodeProject(buildProject()))).toStrictEqual(nowhere);
  });

  const expired = daysFromNow(-1);
  test.each([
    [
      'is in the trial index while its trial can end',
      { trialExpiredDate: expired },
      'TRIAL',
      `${expired}#0000000000000007`,
    ],
    ['is not in it without a trial', {}, undefined, undefined],
    ['is not in it once upgraded', { trialExpiredDate: expired, trialUpgradedDate: expired }, undefined, undefined],
    ['is not in it once deleted', { trialExpiredDate: expired, deletedDate: expired }, undefined, undefined],
  ])('an organization %s', (_, fields, partition, sort) => {
    expect(indexKeyOf(encode.encodeOrganization(buildOrganization(fields)))).toStrictEqual({ partition, sort });
  });
});

describe('a broken record cannot be encoded', () => {
  test.each([
    ['a date that is none', () => encode.encodeOrganization(buildOrganization({ created: 'yesterday' })), /created/],
    ['a negative count', () => encode.encodeMember(buildMember({ projectCount: -1 })), /projectCount/],
    ['an unknown field', () => encode.encodeUser(Object.assign(buildUser(), { nickname: 'x' })), /nickname/],
    // @ts-expect-error the type refuses it as well
    ['an explicit undefined', () => encode.encodeUser(buildUser({ photo: undefined })), /photo/],
    ['undefined in metadata', () => encode.encodeProject(buildProject({ metadata: { a: undefined } })), /undefined/],
    ['no JSON in metadata', () => encode.encodeProject(buildProject({ metadata: { a: new Set(['x']) } })), /metadata/],
    ['an id that is none', () => encode.encodeProject(buildProject({ id: -1 })), /id/],
    ['a key in clear for its hash', () => encode.encodeApiKey(buildApiKey({ hash: API_KEY })), /hash/],
  ])('%s', (_, encode, message) => {
    expect(encode).toThrow(message);
  });
});
