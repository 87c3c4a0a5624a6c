import type { MemberRole } from '../../lib/contract/model.ts';
import type { Records } from '../../lib/table/encode.ts';

/** Who was answered: the role that they have in the organization, and their id if they are a user. */
export type Answered = { readonly role: MemberRole; readonly userId?: number };

const FREE_TEXT = ['description', 'metadata', 'lastModificationDetails'];

/**
 * What a viewer must not see, found in one organization of their answer by what it looks like and not by where it stands.
 * The viewer's own fields and free text may hold anything.
 * @param records made by `canaryRecords`
 * @param organization as it was answered
 */
export const findLeaks = (
  records: Records,
  { role, userId }: Answered,
  organization: { readonly id: number },
): string[] => {
  const text = JSON.stringify(organization, (name, value) =>
    FREE_TEXT.includes(name) || (userId !== undefined && isUser(value) && value.id === userId) ? undefined : value,
  );
  const members = records.members.filter((member) => member.organizationId === organization.id);
  const billed = role === 'admin' ? members.map((member) => member.userId) : [];
  const billing = [...text.matchAll(/billing-canary-(\d+)/g)].filter(([, id]) => !billed.includes(Number(id)));
  const leaks = billing.map(([canary]) => canary);
  if (role !== 'guest') return leaks;

  const projects = records.projects.filter(
    ({ organizationId, collaborators }) =>
      organizationId === organization.id && collaborators.some((person) => person.userId === userId),
  );
  const users = [userId, ...projects.flatMap(({ collaborators }) => collaborators.map((person) => person.userId))];
  const known = new Set([...users, ...projects.map(({ id }) => id)].map(Number));
  const secret = [...records.users, ...records.projects].map(({ id }) => id).filter((id) => !known.has(id));
  const numbers = new Set((text.match(/\d+/g) ?? []).map(Number));
  return [
    ...leaks,
    // Dates of activity, stored counts, and the user who does not exist
    ...(text.match(/activity-canary-\d+|"200[1-3]-|\b7\d{6}\b|canary-999/g) ?? []),
    ...secret.filter((id) => numbers.has(id)).map((id) => `the id ${id}`),
    ...[...text.matchAll(/"tier":"professional"/g)].map(([tier]) => tier),
  ];
};

const isUser = (value: unknown): value is { readonly id: number } => Object(value).username !== undefined;
