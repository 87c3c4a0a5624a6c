/** The texts of failed answers, and the codes that tell operators the reason. Both lists are closed. */
import { API_KEY_HEADER, JWT_COOKIE, JWT_HEADER } from './headers.ts';

/**
 * Why a request failed, for metrics and logs. An error carries one as its `code`; an error without one is `internal`.
 * A metric has one series for each, so a code is never made at run time.
 */
const ERROR_CODES = [
  'bad-parameter',
  'table-unavailable',
  'table-refused',
  'broken-item',
  'jwks-unavailable',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The errors after which the same request may succeed later: answered with 503, all others but a bad parameter with 500. */
export const OUTAGE_CODES: ReadonlySet<ErrorCode> = new Set(['table-unavailable', 'jwks-unavailable']);

/** The code of anything that was thrown. What carries no code of the list is a defect of this code: `internal`. */
export const errorCodeOf = (error: unknown): ErrorCode => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return ERROR_CODES.find((known) => known === code) ?? 'internal';
};

/** Every error text that does not depend on the request or its credential. */
export const ERROR_TEXT = {
  notFound: 'Not found. The one operation of this service is GET /v1/api/organizations',
  methodNotAllowed: 'Method not allowed. The one operation of this service is GET /v1/api/organizations',
  tooManyRequests: 'Too many requests. Try again after the time in the Retry-After header',
  unavailable: 'The service is temporarily unavailable. Try again after the time in the Retry-After header',
  internal: 'Internal server error',
  badRequest: 'The request was refused because it is malformed or too large',
  denied: 'The request was refused',
} as const;

/**
 * The texts of a 401: no credential, or one that is not accepted. The set is closed: an API Gateway template that escapes
 * nothing puts a text into JSON, so none may ever hold input, a quotation mark or a backslash. Clients search for the last
 * three.
 */
export const DENIAL_TEXT = {
  noCredential:
    `No credential: send an organization's API key in the header ${API_KEY_HEADER}, ` +
    `or a user's JWT in the header ${JWT_HEADER}, as Authorization: Bearer, or in the cookie ${JWT_COOKIE}`,
  invalidApiKey: 'Invalid API key',
  expiredToken: 'Your JWT token has expired',
  invalidToken: 'Invalid JWT token',
} as const;

export type Denial = keyof typeof DENIAL_TEXT;

/** The name in the authorizer's context under which a denial's text travels to the gateway response. */
export const DENIAL_CONTEXT_KEY = 'denial';
