import { formatApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import type { Records } from '../../lib/table/encode.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';
import type { Random } from './random.ts';

const TENANTS = 40;
const USERS = 60;

export const CANARY = /canary-\w+-\d+-end/g;
const canary = (kind: string, id: number) => `canary-${kind}-${id}-end`;

/** The key in clear of an organization's of a role. */
export const keyOf = (organizationId: number, role: string) => formatApiKey(`${organizationId}${role}`.padEnd(40, 'x'));

/** Every text that an organization or a user has of its own holds a canary of theirs. */
export const createTenantData = (random: Random): Records => {
  const ids = Array.from({ length: TENANTS }, (_, index) => 1000 + index);
  const userIds = Array.from({ length: USERS }, (_, index) => 1 + index);
  const members = ids.flatMap((organizationId) =>
    random.sample(userIds, random.integer(1, 8)).map((userId) =>
      buildMember({
        organizationId,
        userId,
        role: random.pick(['admin', 'member', 'guest'] as const),
        datasets: [canary('organization', organizationId)],
      }),
    ),
  );
  const membersOf = (id: number) => members.filter(({ organizationId }) => organizationId === id);
  return {
    organizations: ids.map((id) => buildOrganization({ id, name: canary('organization', id) })),
    members,
    projects: ids.flatMap((organizationId) =>
      Array.from({ length: random.integer(0, 6) }, (_, index) =>
        buildProject({
          organizationId,
          id: organizationId * 10 + index,
          name: canary('organization', organizationId),
          metadata: { secret: canary('organization', organizationId) },
          collaborators: random
            .sample(membersOf(organizationId), random.integer(0, 3))
            .map(({ userId }) => ({ userId, isOwner: random.chance(0.5) })),
        }),
      ),
    ),
    users: userIds.map((id) =>
      buildUser({ id, name: canary('user', id), email: canary('user', id), stripeCustomerId: canary('billing', id) }),
    ),
    keys: ids.flatMap((organizationId, index) =>
      (['admin', 'member'] as const).map((role, offset) =>
        buildApiKey({ organizationId, role, keyId: index * 2 + offset, hash: hashApiKey(keyOf(organizationId, role)) }),
      ),
    ),
  };
};
