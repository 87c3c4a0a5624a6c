import { findBrokenAccountRule } from '../auth/authenticate.ts';
import type { ApiKeyItem, UserAccount } from '../table/items.ts';

const REASON = {
  'unknown-user': 'no such user',
  'user-not-activated': 'not activated',
  'user-disabled': 'disabled',
} as const;

/** Says whether a user's tokens are accepted and, if not, why: the reason that the authorizer logs. */
export const describeAccess = (account: UserAccount | undefined): string => {
  const broken = findBrokenAccountRule(account);
  return broken === undefined ? 'yes' : REASON[broken];
};

/** The fields of an API key that operators see. The key itself is not stored. */
export const describeKey = ({ keyId, organizationId, expiresAt, issuedUntil: _, ...key }: ApiKeyItem) => ({
  id: keyId,
  organization: organizationId,
  ...key,
  ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt * 1000).toISOString() }),
});
