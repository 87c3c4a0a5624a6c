import type { ReadUsers } from '../auth/authenticate.ts';
import { findCredential, type RequestHeaders } from '../auth/credential.ts';
import { conclude, describeOutage, describeUserClaim } from '../auth/explain-rules.ts';
import { explainToken } from '../auth/explain-token.ts';
import type { Issuer } from '../auth/issuer.ts';
import { JwksUnavailableError } from '../auth/jwks.ts';
import { createTableReads } from '../auth/table-reads.ts';
import { trustIssuers } from '../auth/trust-issuers.ts';
import { type ReadApiKey, verifyApiKey } from '../auth/verify-api-key.ts';
import type { TrustedIssuers } from '../auth/verify-jwt.ts';
import { DENIAL_TEXT } from '../contract/errors.ts';
import type { Table } from '../table/call.ts';
import { getItem } from '../table/get.ts';
import { decodeUserProfile } from '../table/items.ts';
import { userKey } from '../table/keys.ts';
import { TIME_LIMIT_FACTOR } from './start-deployment.ts';

/** Who a credential authenticates, or why it is refused. Neither has the credential in it. */
export type CallerExplanation = { readonly isAccepted: boolean; readonly text: string };

/**
 * Creates a function that explains the credential of a request. What it says about a refused token is for the person who runs
 * the local stack; clients of the API never get it. Of a refused key it says what the API says.
 * @returns a function that throws whatever reading the table throws
 */
export const createCallerExplainer = (
  table: Table,
  issuers: readonly Issuer[],
): ((headers: RequestHeaders) => Promise<CallerExplanation>) => {
  const trusted = trustIssuers(issuers, Date.now, TIME_LIMIT_FACTOR);
  const reads = createTableReads(table);
  const readName = async (userId: number) => {
    const item = await getItem(table, userKey(userId));
    return item && decodeUserProfile(item).name;
  };
  return async (headers) => {
    const credential = findCredential(headers);
    if ('rule' in credential) return { isAccepted: false, text: DENIAL_TEXT[credential.denial] };
    // Without a default, a new credential kind does not compile until it has a case here.
    switch (credential.kind) {
      case 'apiKey':
        return explainKey(credential.value, reads.readApiKey);
      case 'jwt':
        return explainJwt(credential.value, trusted, reads, readName);
    }
  };
};

const explainKey = async (key: string, readApiKey: ReadApiKey): Promise<CallerExplanation> => {
  const caller = await verifyApiKey(key, readApiKey, Date.now());
  return 'organizationId' in caller
    ? { isAccepted: true, text: `A key of organization ${caller.organizationId}, with the role ${caller.role}.` }
    : { isAccepted: false, text: DENIAL_TEXT.invalidApiKey };
};

const explainJwt = async (
  token: string,
  issuers: TrustedIssuers,
  users: ReadUsers,
  readName: (userId: number) => Promise<string | undefined>,
): Promise<CallerExplanation> => {
  try {
    const explanation = await explainToken(token, issuers, users, Date.now());
    const { userId } = explanation;
    if (userId === undefined) return { isAccepted: false, text: conclude(explanation) };
    const name = (await readName(userId)) ?? 'without a name';
    return { isAccepted: true, text: `User ${userId}, ${name}: ${describeUserClaim(explanation)}.` };
  } catch (error) {
    if (!(error instanceof JwksUnavailableError)) throw error;
    return { isAccepted: false, text: describeOutage(error) };
  }
};
