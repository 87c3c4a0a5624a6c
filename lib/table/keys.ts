import type { Attributes } from './decode.ts';
import { BrokenItemError } from './errors.ts';
import { FIXED_SORT_KEY, KEY_PREFIX, PARTITION_KEY, SORT_KEY } from './schema.ts';

/** The primary key of an item. */
export type ItemKey = { readonly [PARTITION_KEY]: string; readonly [SORT_KEY]: string };

/** Ids are padded to the 16 digits of the largest safe integer, so that DynamoDB's byte order is the numeric order. */
const ID_DIGITS = 16;

/**
 * An id as it stands in a key.
 * @throws RangeError for anything but an integer from 0 to 2^53 - 1
 */
export const padId = (id: number): string => {
  if (!Number.isSafeInteger(id) || id < 0) throw new RangeError('an id is an integer from 0 to 2^53 - 1');
  return String(id).padStart(ID_DIGITS, '0');
};

/** The partition of an organization, its members and its projects. */
export const organizationPartition = (organizationId: number): string =>
  KEY_PREFIX.organization + padId(organizationId);

/** The index partition of all memberships of a user. It is also the partition of the user's own item. */
export const userPartition = (userId: number): string => KEY_PREFIX.user + padId(userId);

/** The organization itself; it sorts after its members and before its projects. @throws RangeError like {@link padId}, as all of these */
export const organizationKey = (organizationId: number): ItemKey => ({
  PK: organizationPartition(organizationId),
  SK: FIXED_SORT_KEY.organization,
});

/** A user's membership, in the organization's partition. */
export const memberKey = (organizationId: number, userId: number): ItemKey => ({
  PK: organizationPartition(organizationId),
  SK: KEY_PREFIX.member + padId(userId),
});

/** A project, in its organization's partition. */
export const projectKey = (organizationId: number, projectId: number): ItemKey => ({
  PK: organizationPartition(organizationId),
  SK: KEY_PREFIX.project + padId(projectId),
});

/** A user: profile and account. */
export const userKey = (userId: number): ItemKey => ({ PK: userPartition(userId), SK: FIXED_SORT_KEY.user });

/** @param hash the key's SHA-256 as 64 lower-case hexadecimal digits; the key itself is stored nowhere */
export const apiKeyKey = (hash: string): ItemKey => ({ PK: KEY_PREFIX.apiKey + hash, SK: FIXED_SORT_KEY.apiKey });

/** @param hash the identity's, see `hashIdentity` */
export const identityKey = (hash: string): ItemKey => ({
  PK: KEY_PREFIX.identity + hash,
  SK: FIXED_SORT_KEY.identity,
});

/** The primary key of an item, or of an index's entry. */
export const keyOf = (item: Attributes): ItemKey => ({ PK: item[PARTITION_KEY]?.S ?? '', SK: item[SORT_KEY]?.S ?? '' });

const PADDED_ID = /^[^#]*#(\d{16})$/;

/**
 * The id at the end of a key such as `ORG#0000000000000012`.
 * @throws BrokenItemError when the key does not end in a padded id
 */
export const idInKey = (key: string): number => {
  const id = Number(PADDED_ID.exec(key)?.[1]);
  if (!Number.isSafeInteger(id)) throw new BrokenItemError(key, 'the key', 'one that ends in a padded id');
  return id;
};
