import { describe, expect, test } from 'vitest';
import * as apiKeys from '../../../lib/api-keys/refusals.ts';
import { describeRefusal } from '../../../lib/cli/describe-refusal.ts';
import * as organizations from '../../../lib/organizations/refusals.ts';
import * as existing from '../../../lib/table/existing.ts';
import * as users from '../../../lib/users/refusals.ts';

const membership = { organizationId: 42, userId: 970 };

/** Every refusal, and what an operator reads. */
const SENTENCES = [
  [new existing.OrganizationMissingError(42), 'There is no organization 42.'],
  [
    new existing.OrganizationDeletedError(42, '2026-01-01T00:00:00Z'),
    'Organization 42 was deleted on 2026-01-01T00:00:00Z. Restore it with `organizations restore 42`.',
  ],
  [new existing.UserMissingError(970), 'There is no user 970. Add them with `users add 970`.'],
  [
    new existing.UserErasedError(970, '2026-01-01T00:00:00Z'),
    'User 970 was erased on 2026-01-01T00:00:00Z. Add a new user under this id with `users add`, if that is what you want.',
  ],
  [new organizations.OrganizationExistsError(42), 'Organization 42 already exists. Choose another id, or rename it.'],
  [new organizations.MemberMissingError(membership), 'User 970 is not a member of organization 42.'],
  [
    new organizations.MemberExistsError(membership, 'guest'),
    'User 970 is already a member of organization 42, as guest. Change the role with `organizations set-role`.',
  ],
  [
    new organizations.LastAdminError(membership),
    'User 970 is the last admin of organization 42. Make another member an admin first.',
  ],
  [
    new organizations.SoleAdminError(970, [
      { id: 42, name: 'Acme' },
      { id: 43, name: 'Brandt' },
    ]),
    'User 970 is the last admin of organization 42 (Acme), organization 43 (Brandt). Make another member an admin, or delete the organization, first.',
  ],
  [new organizations.TrialEndPastError(), 'A trial cannot end in the past.'],
  [new organizations.TrialMissingError(42), 'Organization 42 has no trial.'],
  [
    new organizations.TrialExistsError(42, '2026-01-01T00:00:00Z'),
    'Organization 42 has a trial until 2026-01-01T00:00:00Z. Move its end with --extend.',
  ],
  [
    new organizations.TrialUpgradedError(42, '2026-01-01T00:00:00Z'),
    'The trial of organization 42 was upgraded on 2026-01-01T00:00:00Z.',
  ],
  [
    new organizations.GracePeriodOverError(42),
    'The grace period after the trial of organization 42 is over, so the organization would be deleted again. Give it a new end with --trial-expires.',
  ],
  [new users.UserExistsError(970), 'User 970 already exists.'],
  [new users.IdentityTakenError(970), 'The identity is linked to user 970. Unlink it first, with `users unlink 970`.'],
  [new users.IdentityMissingError(), 'There is no such identity.'],
  [
    new users.UserIdInUseError(970, '2 identities'),
    'User 970 still has 2 identities. Unlink the identities and remove the member first, or choose another id.',
  ],
  [new apiKeys.ApiKeyMissingError(42, 3), 'Organization 42 has no key 3.'],
  [
    new apiKeys.ApiKeyMalformedError(),
    'A key begins with ei_ and has 32 to 256 characters of A-Z a-z 0-9 . _ ~ + / = -; only generated keys begin with ei_org_.',
  ],
  [new apiKeys.ApiKeyExistsError(), 'This key already exists; a revoked key cannot be issued again.'],
  [new apiKeys.ApiKeyExpiryPastError(), 'A key cannot expire in the past.'],
  [new apiKeys.ApiKeyEndedError(3, 'expired'), 'Key 3 is expired. Issue a new one with `keys issue`.'],
] as const;

describe('a refusal is a sentence for an operator:', () => {
  test.each(SENTENCES)('%o', (refusal, sentence) => {
    expect(describeRefusal(refusal)).toBe(sentence);
  });

  test('each of them', () => {
    const classes = [existing, organizations, users, apiKeys].flatMap((module) =>
      Object.keys(module).filter((name) => name.endsWith('Error')),
    );
    expect(SENTENCES.map(([{ name }]) => name).toSorted()).toEqual(classes.toSorted());
  });
});
