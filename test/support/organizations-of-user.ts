import type { Attributes } from '../../lib/table/decode.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';
import type { LocalApi, Response } from './local-api.ts';
import type { TableRequest } from './table-proxy.ts';

export const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

type Kind = 'organization' | 'member' | 'project' | 'project2' | 'user';

/**
 * Puts organizations of one user, with two projects each.
 * @param broken attributes of the last of them, by the kind of the item, in the place of its own
 */
export const putOrganizations = async (
  api: LocalApi,
  userId: number,
  ids: readonly number[],
  broken: Partial<Record<Kind, object>> = {},
): Promise<void> => {
  const kinds = (id: number): [Kind, Attributes][] => [
    ['organization', encodeOrganization(buildOrganization({ id }))],
    ['member', encodeMember(buildMember({ organizationId: id, userId }))],
    ['project', encodeProject(buildProject({ organizationId: id, id: 1, collaborators: [{ userId, isOwner: true }] }))],
    ['project2', encodeProject(buildProject({ organizationId: id, id: 2 }))],
    ['user', encodeUser(buildUser({ id: userId }))],
  ];
  const last = ids.at(-1);
  await api.put(
    ...ids.flatMap((id) => kinds(id).map(([kind, item]) => (id === last ? { ...item, ...broken[kind] } : item))),
  );
};

/** Asks with a token of the user's. */
export const listAs = async (api: LocalApi, userId: number, path?: string): Promise<Response> =>
  api.call({
    headers: { 'x-jwt-token': await api.stack.issuer.sign({ sub: String(userId) }) },
    ...(path === undefined ? {} : { path }),
  });

/** Which read of the list function a request is. */
export const readOf = ({ operation, input }: TableRequest): 'candidates' | 'partition' | 'memberships' | 'users' => {
  if (operation === 'Query') return input['IndexName'] === undefined ? 'partition' : 'candidates';
  return JSON.stringify(input).includes('MEMBER#') ? 'memberships' : 'users';
};

export const READS = ['candidates', 'partition', 'memberships', 'users'] as const;

/** Whether a request asks for items of an organization. */
export const isAbout = ({ input }: TableRequest, organizationId: number): boolean =>
  JSON.stringify(input).includes(`ORG#${String(organizationId).padStart(16, '0')}`);
