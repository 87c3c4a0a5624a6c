import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { type ItemKey, keyOf, memberKey } from '../table/keys.ts';
import { type Pace, pacePages } from '../table/pace.ts';
import { scanPages } from '../table/scan.ts';
import { FIXED_SORT_KEY, KEY_PREFIX } from '../table/schema.ts';

/**
 * An item of the table that is about a user. `mention`: a text in it has the user's e-mail address; `attributes` are the
 * names of those with such a text.
 */
export type Reference =
  | { readonly kind: 'membership' | 'project' | 'identity'; readonly key: ItemKey; readonly item: Attributes }
  | { readonly kind: 'mention'; readonly key: ItemKey; readonly attributes: readonly string[] };

/** `pace` keeps the search of the whole table under a rate; absent: as fast as the table answers. */
export type SearchOptions = ReadOptions & { readonly pace?: Pace };

/**
 * Finds everything in the table that refers to a user, but for the user's own item. It reads the whole table, strongly
 * consistent: no index knows collaborators, and an item may lack its index key. What was written before the search began is
 * found, in organizations that are deleted, too.
 * @param email the address that is looked for in texts, whatever its case; undefined for none
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* findReferences(
  table: Table,
  userId: number,
  email: string | undefined,
  { pace, ...options }: SearchOptions = {},
): AsyncGenerator<Reference, void, undefined> {
  const needle = email === undefined ? undefined : JSON.stringify(email).slice(1, -1).toLowerCase();
  const scan = (reads: ReadOptions) => scanPages(table, { consistent: true }, reads);
  const pages = pace
    ? pacePages(scan({ ...options, consumption: pace.consumption }), pace, options.signal)
    : scan(options);
  for await (const page of pages) {
    for (const item of page) yield* referencesOf(item, userId, needle);
  }
}

function* referencesOf(item: Attributes, userId: number, needle: string | undefined): Generator<Reference> {
  const key = keyOf(item);
  if (key.SK === memberKey(0, userId).SK) yield { kind: 'membership', key, item };
  else if (key.SK === FIXED_SORT_KEY.identity) {
    if (isId(item['userId'], userId)) yield { kind: 'identity', key, item };
  } else if (key.SK !== FIXED_SORT_KEY.user) {
    if (key.SK.startsWith(KEY_PREFIX.project) && isInProject(item, userId)) yield { kind: 'project', key, item };
    const attributes = needle === undefined ? [] : attributesWith(item, needle);
    if (attributes.length > 0) yield { kind: 'mention', key, attributes };
  }
}

/** Whether an attribute is the id, in whatever form its number was written. */
const isId = (value: Attributes[string] | undefined, userId: number): boolean =>
  value?.N !== undefined && Number(value.N) === userId;

/** The positions of a user in a project's list of collaborators. Usually it is one, and nothing keeps it from being more. */
export const positionsIn = ({ collaborators }: Attributes, userId: number): number[] =>
  (collaborators?.L ?? []).flatMap(({ M }, position) => (isId(M?.['userId'], userId) ? [position] : []));

/** The attributes by which a project says that a user owns it. The avatar is the owning user's. */
export const ownerFieldsIn = (project: Attributes, userId: number): string[] => [
  ...(isId(project['ownerUserId'], userId)
    ? ['ownerUserId', ...('ownerAvatar' in project ? ['ownerAvatar'] : [])]
    : []),
  ...(isId(project['developerProfileUserId'], userId) ? ['developerProfileUserId'] : []),
];

const isInProject = (project: Attributes, userId: number): boolean =>
  positionsIn(project, userId).length > 0 || ownerFieldsIn(project, userId).length > 0;

const attributesWith = (item: Attributes, needle: string): string[] =>
  Object.entries(item).flatMap(([name, value]) => (JSON.stringify(value).toLowerCase().includes(needle) ? [name] : []));
