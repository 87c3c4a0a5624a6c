import type { ReadOptions, Table } from '../table/call.ts';
import { UserMissingError } from '../table/existing.ts';
import { getItem, getItems } from '../table/get.ts';
import { idInKey, keyOf, organizationKey, userKey } from '../table/keys.ts';
import { ERASED_ATTRIBUTE } from '../table/schema.ts';
import { deleteItem } from '../table/update.ts';
import { findReferences, ownerFieldsIn, positionsIn, type Reference, type SearchOptions } from './find-references.ts';
import { leaveOrganization } from './leave-organization.ts';
import { listCandidateIds, resolveMemberships } from './memberships.ts';
import { putPlaceholder } from './put-placeholder.ts';
import { LastAdminError, SoleAdminError } from './refusals.ts';
import { removeFromProject } from './remove-from-project.ts';

/** What an erasure removed, or would remove in a dry run, and what it leaves. */
export type Erasure = {
  readonly organizationIds: Set<number>;
  readonly projects: {
    readonly organizationId: number;
    readonly projectId: number;
    readonly isCollaborator: boolean;
    readonly isOwner: boolean;
  }[];
  readonly identities: { readonly issuer: string; readonly claim: string; readonly value: string }[];
  /** Organizations that are not listed, and have no admin any more. */
  readonly withoutAdmin: Set<number>;
  /** Texts that have the user's e-mail address. They stay as they are. */
  readonly mentions: Extract<Reference, { kind: 'mention' }>[];
};

export const createErasure = (): Erasure => ({
  organizationIds: new Set(),
  projects: [],
  identities: [],
  withoutAdmin: new Set(),
  mentions: [],
});

export type EraseOptions = SearchOptions & {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether to report what would be removed without removing it. */
  readonly isDryRun: boolean;
};

/**
 * Erases a user: memberships, account and profile, work on projects, identities, in this order. Every answer in between is
 * whole, and so it is after an interruption at any point:
 *
 * 1. Memberships go first, so that an organization that would lose its last admin is found before anything personal is gone.
 * 2. The user's item becomes a placeholder, in one write. Their tokens are refused from now on, and nobody can add them
 *    anywhere. It stays, because an answer that refers to a user without an item fails, and a writer that does not look at
 *    users, such as an import or another service, may refer to this one at any time.
 * 3. Only now the table is searched for the rest, so that it finds whatever was added up to step 2.
 *
 * Run again, it removes what was added or left since.
 * @param erasure is added to
 * @throws SoleAdminError before anything is changed, or at the end if somebody made the user an admin meanwhile;
 *   UserMissingError if nothing refers to the id; BrokenItemError, TableUnavailableError, TableRefusedError, or the reason of
 *   an aborted signal
 */
export const eraseUser = async (
  table: Table,
  userId: number,
  { now, isDryRun, ...options }: EraseOptions,
  erasure: Erasure,
): Promise<void> => {
  const stored = await getItem(table, userKey(userId), options);
  const isErased = stored?.[ERASED_ATTRIBUTE] !== undefined;
  const leave = (ids: readonly number[], isTrial: boolean, report = erasure) =>
    leaveOrganizations(table, userId, ids, { now, isDryRun: isTrial, ...options }, report);
  if (stored !== undefined && !isErased) {
    const ids = await listOrganizationIds(table, userId, options);
    await leave(ids, true, createErasure());
    await leave(ids, isDryRun);
  }
  if (!isDryRun) await putPlaceholder(table, userId, now, options);
  const late: number[] = [];
  let isFound = stored !== undefined;
  for await (const reference of findReferences(table, userId, isErased ? undefined : stored?.['email']?.S, options)) {
    isFound = true;
    if (reference.kind === 'membership') late.push(idInKey(reference.key.PK));
    else if (reference.kind === 'mention') erasure.mentions.push(reference);
    else await removeReference(table, userId, reference, { isDryRun, ...options }, erasure);
  }
  if (!isFound) throw new UserMissingError(userId);
  await leave(late, isDryRun);
};

/** By the index, which may miss a membership that was made moments ago. */
const listOrganizationIds = async (table: Table, userId: number, options: ReadOptions): Promise<number[]> => {
  const principal = { principalKind: 'user', userId } as const;
  const candidates = await listCandidateIds(table, principal, options);
  return [...(await resolveMemberships(table, principal, candidates, options)).keys()];
};

/** @throws SoleAdminError after all others have been left */
const leaveOrganizations = async (
  table: Table,
  userId: number,
  ids: readonly number[],
  { now, ...options }: EraseOptions,
  erasure: Erasure,
): Promise<void> => {
  const refused: number[] = [];
  for (const organizationId of ids) {
    try {
      const leaving = await leaveOrganization(table, { organizationId, userId }, now, options);
      if (leaving !== 'was no member') erasure.organizationIds.add(organizationId);
      if (leaving === 'left without an admin') erasure.withoutAdmin.add(organizationId);
    } catch (error) {
      if (!(error instanceof LastAdminError)) throw error;
      refused.push(organizationId);
    }
  }
  if (refused.length === 0) return;
  const items = await getItems(table, refused.map(organizationKey), { ...options, consistent: true });
  const organizations = items.map((item) => ({ id: idInKey(keyOf(item).PK), name: item['name']?.S ?? '' }));
  throw new SoleAdminError(
    userId,
    organizations.toSorted((one, other) => one.id - other.id),
  );
};

const removeReference = async (
  table: Table,
  userId: number,
  { kind, key, item }: Exclude<Reference, { kind: 'mention' }>,
  { isDryRun, ...options }: Omit<EraseOptions, 'now'>,
  erasure: Erasure,
): Promise<void> => {
  if (kind === 'identity') {
    if (!isDryRun) await deleteItem(table, key, { userId: item['userId'] }, options);
    const [issuer = '', claim = '', value = ''] = [item['issuer']?.S, item['claim']?.S, item['value']?.S];
    erasure.identities.push({ issuer, claim, value });
    return;
  }
  if (!isDryRun) await removeFromProject(table, key, userId, options);
  erasure.projects.push({
    organizationId: idInKey(key.PK),
    projectId: idInKey(key.SK),
    isCollaborator: positionsIn(item, userId).length > 0,
    isOwner: ownerFieldsIn(item, userId).length > 0,
  });
};
