import { faker } from '@faker-js/faker/locale/en';
import { encodeRecords } from '../table/encode.ts';
import { generateOrganization } from './sample-data/generate-organization.ts';
import { sampleKeys } from './sample-data/sample-keys.ts';
import { type SampleOrganization, sampleOrganizations } from './sample-data/sample-organizations.ts';
import { samplePeople } from './sample-data/sample-people.ts';

export { ORGANIZATION_ID } from './sample-data/sample-organizations.ts';

/** A key is complete; a token for the user is the issuer's to sign. */
export type SampleCredential =
  | { readonly kind: 'key'; readonly as: string; readonly value: string }
  | { readonly kind: 'jwt'; readonly as: string; readonly userId: number };

/**
 * A table's content, the same each time: as records, to compute expected answers from, and as `items` to put.
 * `credentials` are accepted; `refusedCredentials` are well-formed and stored, and yet refused.
 * @param options.now milliseconds since 1970, to whose day the dates of running trials relate; everything else is fixed
 */
export const sampleData = ({ now = Date.now() } = {}) => {
  faker.seed(1);
  const { users, named, memberships } = samplePeople();
  const descriptions = sampleOrganizations(now, named.member.name);
  // So that ids of four and of five digits stand side by side in the large organization.
  let firstProjectId = 9_850;
  const generate = (name: SampleOrganization, projects: number, collaborators: number) => {
    const plan = { organization: descriptions[name], members: memberships[name], projects, collaborators };
    const generated = generateOrganization({ ...plan, firstProjectId });
    firstProjectId += projects;
    return generated;
  };
  const generated = [
    generate('large', 300, 8),
    generate('developerProfile', 4, 1),
    generate('whiteLabelled', 12, 4),
    generate('inTrial', 9, 3),
    generate('inGracePeriod', 0, 0),
    generate('pastGracePeriod', 2, 2),
    generate('deleted', 1, 1),
  ];
  const keys = sampleKeys();
  const key = (as: keyof typeof keys): SampleCredential => ({ kind: 'key', as, value: keys[as].value });
  const jwt = (as: keyof typeof named): SampleCredential => ({ kind: 'jwt', as, userId: named[as].id });
  const records = {
    organizations: generated.map(({ organization }) => organization),
    members: generated.flatMap(({ members }) => members),
    projects: generated.flatMap(({ projects }) => projects),
    users,
    keys: Object.values(keys),
  };
  return {
    ...records,
    items: [...encodeRecords({ ...records, keys: records.keys.map(({ record }) => record) })],
    credentials: [
      ...[key('admin'), key('member'), key('admin of another organization')],
      ...[jwt('admin'), jwt('member'), jwt('guest'), jwt('nobody')],
    ],
    refusedCredentials: [key('expired'), key('revoked'), jwt('disabled'), jwt('not activated')],
  };
};
