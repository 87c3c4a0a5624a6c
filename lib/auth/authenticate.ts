import type { Identity } from '../contract/identity.ts';
import type { UserAccount } from '../table/items.ts';
import { type ClaimedUser, isIssuedAfter } from './claim-rules.ts';
import { findCredential, type RequestHeaders } from './credential.ts';
import type { Principal } from './principal.ts';
import type { UseRecording } from './record-use.ts';
import { type Refusal, refuseToken, type TokenRule } from './refusal.ts';
import { type ReadApiKey, verifyApiKey } from './verify-api-key.ts';
import { type TrustedIssuers, verifyJwt } from './verify-jwt.ts';

export type ReadUsers = {
  /** Reads a user's account, strongly consistent; undefined means that there is no such user. */
  readonly readUserAccount: (userId: number) => Promise<UserAccount | undefined>;
  /** Reads whom an identity is linked to, strongly consistent; undefined means nobody. */
  readonly readLinkedUser: (identity: Identity) => Promise<number | undefined>;
};

export type Authentication = ReadUsers & {
  readonly readApiKey: ReadApiKey;
  /** How the use of an API key is recorded; absent: not at all. */
  readonly useRecording?: UseRecording | undefined;
  readonly issuers: TrustedIssuers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Decides who the caller is: the one place that does. There is no cache and no fallback, so what is revoked is refused
 * on the next request.
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, JwksUnavailableError: an outage is not a denial
 */
export const authenticate = async (
  headers: RequestHeaders,
  { readApiKey, useRecording, issuers, now, ...readUsers }: Authentication,
): Promise<Principal | Refusal> => {
  const credential = findCredential(headers);
  if ('rule' in credential) return credential;
  // A kind that is not decided on here does not compile.
  switch (credential.kind) {
    case 'apiKey':
      return verifyApiKey(credential.value, readApiKey, now(), useRecording);
    case 'jwt':
      return authenticateUser(credential.value, issuers, now(), readUsers);
  }
};

const authenticateUser = async (
  jwt: string,
  issuers: TrustedIssuers,
  now: number,
  readUsers: ReadUsers,
): Promise<Principal | Refusal> => {
  const token = await verifyJwt(jwt, issuers, now);
  if (typeof token === 'string') return refuseToken(token);
  const user = await resolveUser(token.user, token.issuedAt, readUsers);
  return typeof user === 'string' ? refuseToken(user) : { principalKind: 'user', userId: user };
};

/**
 * The user whom a verified token lets in, or the rule that keeps them out. An identity takes a second read, for the account
 * is never copied to it: disabling a user must not depend on an index.
 * @param issuedAt seconds since 1970
 */
export const resolveUser = async (
  claimed: ClaimedUser,
  issuedAt: number,
  { readUserAccount, readLinkedUser }: ReadUsers,
): Promise<number | TokenRule> => {
  const userId = 'userId' in claimed ? claimed.userId : await readLinkedUser(claimed.identity);
  if (userId === undefined) return 'not-linked';
  const account = await readUserAccount(userId);
  if (account === undefined) return 'unknown-user';
  if (!account.activated) return 'user-not-activated';
  if (account.disabled === true) return 'user-disabled';
  return isIssuedAfter(issuedAt, account.tokensValidFrom) ? userId : 'user-tokens-valid-from';
};
