/** Items that have to be there before anything is done to them. */
import { RefusalError } from '../contract/refusal.ts';
import type { ReadOptions, Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { getItem } from './get.ts';
import { decodeOrganization, type OrganizationItem } from './items.ts';
import { organizationKey, userKey } from './keys.ts';
import { ERASED_ATTRIBUTE, PARTITION_KEY } from './schema.ts';

/** There is no such organization. */
export class OrganizationMissingError extends RefusalError {
  override readonly name = 'OrganizationMissingError';

  constructor(organizationId: number) {
    super(`there is no organization ${organizationId}`);
  }
}

/** The organization is deleted. It can be restored, but not changed before that. */
export class OrganizationDeletedError extends RefusalError {
  override readonly name = 'OrganizationDeletedError';
  readonly organizationId: number;

  constructor(organizationId: number, deletedDate: string) {
    super(`organization ${organizationId} was deleted on ${deletedDate}`);
    this.organizationId = organizationId;
  }
}

/** There is no such user. */
export class UserMissingError extends RefusalError {
  override readonly name = 'UserMissingError';
  readonly userId: number;

  constructor(userId: number) {
    super(`there is no user ${userId}`);
    this.userId = userId;
  }
}

/** The user was erased, and only a placeholder is left. */
export class UserErasedError extends RefusalError {
  override readonly name = 'UserErasedError';

  constructor(userId: number, erased: string) {
    super(`user ${userId} was erased on ${erased}`);
  }
}

/**
 * An organization from its item.
 * @throws OrganizationMissingError when there is none, BrokenItemError
 */
export const existingOrganization = (item: Attributes | undefined, organizationId: number): OrganizationItem => {
  if (item === undefined) throw new OrganizationMissingError(organizationId);
  return decodeOrganization(item);
};

/**
 * An organization that is not deleted, from its item.
 * @throws OrganizationMissingError, OrganizationDeletedError, BrokenItemError
 */
export const activeOrganization = (item: Attributes | undefined, organizationId: number): OrganizationItem => {
  const organization = existingOrganization(item, organizationId);
  if (organization.deletedDate === undefined) return organization;
  throw new OrganizationDeletedError(organizationId, organization.deletedDate);
};

/** An organization, deleted or not. @throws OrganizationMissingError, BrokenItemError, and whatever a read throws */
export const requireOrganization = async (
  table: Table,
  organizationId: number,
  options: ReadOptions = {},
): Promise<OrganizationItem> =>
  existingOrganization(await getItem(table, organizationKey(organizationId), options), organizationId);

/** @throws OrganizationMissingError, OrganizationDeletedError, BrokenItemError, and whatever a read throws */
export const requireActiveOrganization = async (
  table: Table,
  organizationId: number,
  options: ReadOptions = {},
): Promise<OrganizationItem> =>
  activeOrganization(await getItem(table, organizationKey(organizationId), options), organizationId);

/** A user's item. @throws UserMissingError when there is none, UserErasedError */
export const existingUser = (item: Attributes | undefined, userId: number): Attributes => {
  if (item === undefined) throw new UserMissingError(userId);
  const { [ERASED_ATTRIBUTE]: erased } = item;
  if (erased !== undefined) throw new UserErasedError(userId, erased.S ?? '');
  return item;
};

/** The check, for a transaction, that a user is still there. */
export const userCheck = (userId: number) => {
  const key = userKey(userId);
  return { check: key, expected: { [PARTITION_KEY]: { S: key.PK }, [ERASED_ATTRIBUTE]: undefined } };
};

/** A user's item, read strongly consistent. @throws UserMissingError, UserErasedError, and whatever a read throws */
export const requireUser = async (table: Table, userId: number, options: ReadOptions = {}): Promise<Attributes> =>
  existingUser(await getItem(table, userKey(userId), options), userId);
