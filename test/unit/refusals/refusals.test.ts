import { expect, test } from 'vitest';
import * as apiKeys from '../../../lib/api-keys/refusals.ts';
import { RefusalError } from '../../../lib/contract/refusal.ts';
import * as organizations from '../../../lib/organizations/refusals.ts';
import {
  OrganizationDeletedError,
  OrganizationMissingError,
  UserErasedError,
  UserMissingError,
} from '../../../lib/table/existing.ts';
import * as users from '../../../lib/users/refusals.ts';

const MEMBERSHIP = { organizationId: 42, userId: 970 };
const DATE = '2026-01-01T00:00:00Z';

/** Each refusal of the domain, made when its test runs, and its sentence. */
const REFUSALS = [
  [() => new OrganizationMissingError(42), 'there is no organization 42'],
  [() => new OrganizationDeletedError(42, DATE), `organization 42 was deleted on ${DATE}`],
  [() => new UserMissingError(970), 'there is no user 970'],
  [() => new UserErasedError(970, DATE), `user 970 was erased on ${DATE}`],
  [() => new organizations.OrganizationExistsError(42), 'organization 42 already exists'],
  [() => new organizations.MemberMissingError(MEMBERSHIP), 'user 970 is not a member of organization 42'],
  [
    () => new organizations.MemberExistsError(MEMBERSHIP, 'guest'),
    'user 970 is already a member of organization 42, as guest',
  ],
  [() => new organizations.LastAdminError(MEMBERSHIP), 'user 970 is the last admin of organization 42'],
  [
    () =>
      new organizations.SoleAdminError(970, [
        { id: 42, name: 'Acme' },
        { id: 43, name: 'Other' },
      ]),
    'user 970 is the last admin of organization 42 (Acme), organization 43 (Other)',
  ],
  [() => new organizations.TrialEndPastError(), 'a trial cannot end in the past'],
  [() => new organizations.TrialMissingError(42), 'organization 42 has no trial'],
  [() => new organizations.TrialExistsError(42, DATE), `organization 42 has a trial until ${DATE}`],
  [() => new organizations.TrialUpgradedError(42, DATE), `the trial of organization 42 was upgraded on ${DATE}`],
  [
    () => new organizations.GracePeriodOverError(42),
    'the grace period after the trial of organization 42 is over, so the organization would be deleted again',
  ],
  [() => new apiKeys.ApiKeyMissingError(42, 500), 'organization 42 has no key 500'],
  [
    () => new apiKeys.ApiKeyMalformedError(),
    'a key begins with ei_ and has 32 to 256 characters of A-Z a-z 0-9 . _ ~ + / = -; only generated keys begin with ei_org_',
  ],
  [() => new apiKeys.ApiKeyExistsError(), 'this key already exists; a revoked key cannot be issued again'],
  [() => new apiKeys.ApiKeyExpiryPastError(), 'a key cannot expire in the past'],
  [() => new apiKeys.ApiKeyEndedError(500, 'revoked'), 'key 500 is revoked'],
  [() => new users.UserExistsError(970), 'user 970 already exists'],
  [() => new users.IdentityTakenError(970), 'the identity is linked to user 970'],
  [() => new users.IdentityMissingError(), 'there is no such identity'],
  [() => new users.UserIdInUseError(970, '2 identities'), 'user 970 still has 2 identities'],
] as const;

test.each(REFUSALS.map(([refuse, message]) => [message, refuse] as const))('%s', (message, refuse) => {
  const error = refuse();
  expect(error).toBeInstanceOf(RefusalError);
  expect([error.name, error.message]).toEqual([error.constructor.name, message]);
});

test('every refusal of the domain is one of these', () => {
  const classes = [organizations, apiKeys, users].flatMap((room) => Object.keys(room));
  const named = REFUSALS.map(([refuse]) => refuse().name);
  expect(classes.filter((name) => !named.some((each) => each === name))).toEqual([]);
});
