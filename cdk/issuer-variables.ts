import type { Issuer, IssuerVariables } from '../functions/authorizer/config.ts';

/** What Lambda leaves for the issuers of the 4 KB of an environment, in bytes: the other variables need up to 500. */
export const MAX_ISSUERS_BYTES = 3584;

/** The authorizer's variables for its issuers: those of version 1 where they say all there is to say. */
export const toIssuerVariables = (issuers: readonly Issuer[]): IssuerVariables => {
  const [only, ...others] = issuers;
  const list = { ISSUERS: JSON.stringify(issuers) };
  if (only === undefined || others.length > 0) return list;
  const { issuer, audiences, jwksUri, userClaim, users, ...rest } = only;
  const [audience, ...more] = audiences;
  const isShort = users === 'id' && more.length === 0 && Object.keys(rest).length === 0;
  if (!isShort || audience === undefined || jwksUri === undefined) return list;
  return { ISSUER: issuer, AUDIENCE: audience, JWKS_URI: jwksUri, USER_ID_CLAIM: userClaim };
};

/** How many bytes the variables take. */
export const sizeOf = (variables: IssuerVariables): number =>
  Object.entries(variables).reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name + value), 0);
