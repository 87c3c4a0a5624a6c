import type { Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { getItem } from '../table/get.ts';
import { decodeOrganization, type OrganizationItem } from '../table/items.ts';
import { organizationKey, userKey } from '../table/keys.ts';
import { CliError } from './cli-error.ts';

/** An organization from its item. @throws CliError when there is none */
export const existing = (item: Attributes | undefined, organizationId: number): OrganizationItem => {
  if (item === undefined) throw new CliError(`There is no organization ${organizationId}.`);
  return decodeOrganization(item);
};

/** An organization from its item. @throws CliError when there is none, or none any more */
export const undeleted = (item: Attributes | undefined, organizationId: number): OrganizationItem => {
  const organization = existing(item, organizationId);
  const { deletedDate } = organization;
  if (deletedDate === undefined) return organization;
  throw new CliError(
    `Organization ${organizationId} was deleted on ${deletedDate}; \`organizations restore ${organizationId}\` brings it back.`,
  );
};

/** @throws CliError unless there is such an organization, and it is not deleted */
export const requireOrganization = async (table: Table, organizationId: number): Promise<OrganizationItem> =>
  undeleted(await getItem(table, organizationKey(organizationId)), organizationId);

/** A user's item. @throws CliError when there is none */
export const existingUser = (item: Attributes | undefined, userId: number): Attributes => {
  if (item === undefined) throw new CliError(`There is no user ${userId}; \`users add ${userId}\` adds one.`);
  return item;
};

/** @throws CliError unless there is such a user */
export const requireUser = async (table: Table, userId: number): Promise<Attributes> =>
  existingUser(await getItem(table, userKey(userId)), userId);
