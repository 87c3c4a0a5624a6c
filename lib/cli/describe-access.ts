import type { ApiKeyItem, UserAccount } from '../table/items.ts';

/** Says whether a user's tokens are accepted and, if not, why. */
export const describeAccess = (account: UserAccount | undefined): string => {
  if (account === undefined) return 'no such user';
  if (account.disabled === true) return 'disabled';
  return account.activated ? 'yes' : 'not activated';
};

/** The fields of an API key that operators see. The key itself is not stored. */
export const describeKey = ({ keyId, organizationId, expiresAt, issuedUntil: _, ...key }: ApiKeyItem) => ({
  id: keyId,
  organization: organizationId,
  ...key,
  ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt * 1000).toISOString() }),
});
