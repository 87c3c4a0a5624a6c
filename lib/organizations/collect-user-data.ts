import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { UserMissingError } from '../table/existing.ts';
import { toJsonValue } from '../table/free-form.ts';
import { getItem, getItems } from '../table/get.ts';
import { idInKey, keyOf, organizationKey, userKey } from '../table/keys.ts';
import { INDEX_PARTITION_KEY, INDEX_SORT_KEY, PARTITION_KEY, SORT_KEY } from '../table/schema.ts';
import { findReferences, ownerFieldsIn, positionsIn, type Reference, type SearchOptions } from './find-references.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the table stores about a user, as values for `JSON.stringify`. */
export type UserData = {
  readonly id: number;
  /** Profile and account; null if only other items refer to the id. */
  readonly user: Fields | null;
  readonly identities: readonly Fields[];
  readonly memberships: readonly Fields[];
  /** The projects on which the user collaborates, or which name them as their owner. */
  readonly projects: readonly Fields[];
  /** Which items have the user's e-mail address in a text, and in which attributes. */
  readonly mentions: readonly { readonly key: string; readonly attributes: readonly string[] }[];
};

/**
 * Collects everything that is stored about a user, also what the API never answers with, what no schema names, and what is in
 * organizations that are deleted. It reads the whole table. The table does not store who issued an API key.
 * @throws UserMissingError if nothing refers to the id; TableUnavailableError, TableRefusedError, or the reason of an aborted
 *   signal
 */
export const collectUserData = async (table: Table, userId: number, options: SearchOptions = {}): Promise<UserData> => {
  const user = await getItem(table, userKey(userId), options);
  const references: Reference[] = [];
  for await (const reference of findReferences(table, userId, user?.['email']?.S, options)) references.push(reference);
  // A scan has no order
  references.sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  if (user === undefined && references.length === 0) throw new UserMissingError(userId);
  const organizations = await readOrganizations(table, references, options);
  const of = (kind: 'membership' | 'project' | 'identity') =>
    references.flatMap((reference) => (reference.kind === kind ? [reference] : []));
  return {
    id: userId,
    user: user === undefined ? null : fieldsOf(user),
    identities: of('identity').map(({ item }) => fieldsOf(item)),
    memberships: of('membership').map(({ key, item }) => ({ organization: organizations(key), ...fieldsOf(item) })),
    projects: of('project').map(({ key, item }) => ({
      organization: organizations(key),
      id: idInKey(key.SK),
      name: item['name']?.S ?? '',
      ...projectFieldsOf(item, userId),
    })),
    mentions: references.flatMap((reference) =>
      reference.kind === 'mention' ? [{ key: textOf(reference), attributes: reference.attributes }] : [],
    ),
  };
};

const textOf = ({ key }: Reference): string => `${key.PK}/${key.SK}`;

const readOrganizations = async (table: Table, references: readonly Reference[], options: ReadOptions) => {
  const isInOne = ({ kind }: Reference) => kind === 'membership' || kind === 'project';
  const ids = new Set(references.filter(isInOne).map(({ key }) => idInKey(key.PK)));
  const items = await getItems(table, [...ids].map(organizationKey), { ...options, consistent: true });
  const byPartition = new Map(items.map((item) => [keyOf(item).PK, item]));
  return ({ PK }: Reference['key']) => {
    const { name, deletedDate } = byPartition.get(PK) ?? {};
    return { id: idInKey(PK), name: name?.S ?? null, ...(deletedDate?.S ? { deletedDate: deletedDate.S } : {}) };
  };
};

/** All attributes of an item, but for its keys. */
const fieldsOf = (item: Attributes): Fields => {
  const { [PARTITION_KEY]: _1, [SORT_KEY]: _2, [INDEX_PARTITION_KEY]: _3, [INDEX_SORT_KEY]: _4, ...fields } = item;
  return asFields(Object.entries(fields));
};

const projectFieldsOf = (project: Attributes, userId: number): Fields => {
  const owner = ownerFieldsIn(project, userId);
  const collaborations = positionsIn(project, userId).flatMap((at) => project['collaborators']?.L?.[at] ?? []);
  return {
    ...(collaborations.length === 0 ? {} : { collaborations: collaborations.map(toJsonValue) }),
    ...asFields(Object.entries(project).filter(([name]) => owner.includes(name))),
  };
};

const asFields = (entries: readonly (readonly [string, Attributes[string]])[]): Fields =>
  Object.fromEntries(entries.map(([name, value]) => [name, toJsonValue(value)]));
