import { CALLER } from '../workload/workload.ts';

/** A plain object, as the peers hand items out. They check nothing, and so does what is made of them here. */
// biome-ignore lint/suspicious/noExplicitAny: the peers' items have no type worth the name
export type Plain = Record<string, any>;

export type PlainOrganization = {
  readonly organization: Plain;
  readonly members: readonly Plain[];
  readonly projects: readonly Plain[];
};

const PRIVATE_FIELDS = ['permissions', 'stripeCustomerId', 'hasPendingPayments'];

const idOf = (key: string): number => Number(key.slice(key.indexOf('#') + 1));

/** `PK` and `SK` of every user that the organizations mention. */
export const userKeysOf = (organizations: readonly PlainOrganization[]): { PK: string; SK: string }[] => {
  const ids = new Set<number>();
  for (const { members, projects } of organizations) {
    for (const { SK } of members) ids.add(idOf(SK));
    for (const { collaborators } of projects) for (const { userId } of collaborators) ids.add(userId);
  }
  return [...ids].map((id) => ({ PK: `USER#${String(id).padStart(16, '0')}`, SK: 'USER' }));
};

export const chunk = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** The answer as one would write it without a second thought: objects joined by a map, one JSON.stringify. */
export const assemblePlainly = (
  organizations: readonly PlainOrganization[],
  users: readonly Plain[],
  roles: ReadonlyMap<string, string>,
): readonly Uint8Array[] => {
  const profiles = new Map(
    users.map(({ PK, SK, disabled, tokensValidFrom, ...profile }) => [idOf(PK), { id: idOf(PK), ...profile }]),
  );
  const list = organizations.map(({ organization, members, projects }) => {
    const { PK, SK, GSI1PK, GSI1SK, ...fields } = organization;
    const seesPrivate = roles.get(PK) === 'admin';
    const profileOf = (id: number): Plain => {
      const profile: Plain = { ...profiles.get(id) };
      if (!seesPrivate && id !== CALLER.userId) for (const field of PRIVATE_FIELDS) delete profile[field];
      return profile;
    };
    return {
      id: idOf(PK),
      ...fields,
      users: members.map(({ PK, SK, GSI1PK, GSI1SK, ...member }) => ({ ...profileOf(idOf(SK)), ...member })),
      projects: projects.map(({ PK, SK, collaborators, ...project }) => ({
        id: idOf(SK),
        ...project,
        owner: fields['name'],
        ownerOrganizationId: idOf(PK),
        ownerIsDeveloperProfile: fields['isDeveloperProfile'],
        isEnterpriseProject: true,
        tier: 'enterprise',
        collaborators: collaborators
          .toSorted((a: Plain, b: Plain) => a['userId'] - b['userId'])
          .map(({ userId, isOwner }: Plain) => ({ ...profileOf(userId), isOwner })),
      })),
    };
  });
  return [Buffer.from(JSON.stringify({ organizations: list, success: true }))];
};
