import type { ApiKeyItem, UserAccount } from '../table/items.ts';

/** Whether a user's tokens are accepted, and why not. */
export const describeAccess = (account: UserAccount | undefined): string => {
  if (account === undefined) return 'no such user';
  if (account.disabled === true) return 'disabled';
  return account.activated ? 'yes' : 'not activated';
};

/** An API key as operators see it: never the key itself. */
export const describeKey = ({ keyId, organizationId, expiresAt, issuedUntil: _, ...key }: ApiKeyItem) => ({
  id: keyId,
  organization: organizationId,
  ...key,
  ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt * 1000).toISOString() }),
});
