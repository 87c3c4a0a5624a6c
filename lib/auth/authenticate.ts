import type { Denial } from '../contract/errors.ts';
import type { UserAccount } from '../table/items.ts';
import { findCredential, type RequestHeaders } from './credential.ts';
import { type JwtRules, verifyJwt } from './jwt.ts';
import type { Principal } from './principal.ts';
import type { UseRecording } from './record-use.ts';
import { type ReadApiKey, verifyApiKey } from './verify-api-key.ts';

export type Authentication = {
  readonly readApiKey: ReadApiKey;
  /** How the use of an API key is recorded; absent: not at all. */
  readonly useRecording?: UseRecording | undefined;
  /** Reads a user's account, strongly consistent; undefined means that there is no such user. */
  readonly readUserAccount: (userId: number) => Promise<UserAccount | undefined>;
  readonly jwtRules: JwtRules;
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
  { readApiKey, useRecording, readUserAccount, jwtRules, now }: Authentication,
): Promise<Principal | Denial> => {
  const credential = findCredential(headers);
  if (typeof credential === 'string') return credential;
  if (credential.kind === 'apiKey') return verifyApiKey(credential.value, readApiKey, now(), useRecording);
  const token = await verifyJwt(credential.value, jwtRules, now());
  if (typeof token === 'string') return token;
  const account = await readUserAccount(token.userId);
  if (account === undefined || !isAllowed(account, token.issuedAt)) return 'invalidToken';
  return { principalKind: 'user', userId: token.userId };
};

const isAllowed = (account: UserAccount, issuedAt: number): boolean =>
  account.activated &&
  account.disabled !== true &&
  (account.tokensValidFrom === undefined || issuedAt * 1000 > Date.parse(account.tokensValidFrom));
