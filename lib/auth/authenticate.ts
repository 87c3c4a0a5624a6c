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
  /** Reads a user's account, strongly consistent; undefined if the user does not exist. */
  readonly readUserAccount: (userId: number) => Promise<UserAccount | undefined>;
  /** Reads the id of the user that an identity is linked to, strongly consistent; undefined if it is not linked. */
  readonly readLinkedUser: (identity: Identity) => Promise<number | undefined>;
};

export type Authentication = ReadUsers & {
  readonly readApiKey: ReadApiKey;
  /** How to record the use of an API key. Absent: it is not recorded. */
  readonly useRecording?: UseRecording | undefined;
  readonly issuers: TrustedIssuers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Decides who the caller is. No other code does. Nothing read from the table is cached, so a revoked credential is
 * refused on the next request.
 * @returns the caller, or the rule that refused the credential
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, JwksUnavailableError: an outage is not a denial
 */
export const authenticate = async (
  headers: RequestHeaders,
  { readApiKey, useRecording, issuers, now, ...readUsers }: Authentication,
): Promise<Principal | Refusal> => {
  const credential = findCredential(headers);
  if ('rule' in credential) return credential;
  // Without a default, a new credential kind does not compile until it has a case here.
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
 * Resolves the user of a verified token. An identity takes two reads, because it does not hold a copy of the account: a
 * disabled user must be refused at once.
 * @param issuedAt seconds since 1970
 * @returns the user's id, or the rule that refuses the token
 */
export const resolveUser = async (
  claimed: ClaimedUser,
  issuedAt: number,
  { readUserAccount, readLinkedUser }: ReadUsers,
): Promise<number | TokenRule> => {
  const userId = 'userId' in claimed ? claimed.userId : await readLinkedUser(claimed.identity);
  if (userId === undefined) return 'not-linked';
  const account = await readUserAccount(userId);
  const broken = findBrokenAccountRule(account);
  if (broken !== undefined) return broken;
  return isIssuedAfter(issuedAt, account?.tokensValidFrom) ? userId : 'user-tokens-valid-from';
};

/** The first rule by which an account refuses every token of its user; undefined if there is none. */
export const findBrokenAccountRule = (
  account: UserAccount | undefined,
): 'unknown-user' | 'user-not-activated' | 'user-disabled' | undefined => {
  if (account === undefined) return 'unknown-user';
  if (!account.activated) return 'user-not-activated';
  return account.disabled === true ? 'user-disabled' : undefined;
};
