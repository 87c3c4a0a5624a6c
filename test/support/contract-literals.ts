/**
 * What the contract says to the letter. The product has these texts of its own: a test that took them from there could not
 * see one that is wrong.
 */

/** On every answer, whoever gives it. */
export const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
} as const;

/** On every answer to a page of an origin that is allowed, but a preflight's, which exposes nothing. */
export const CREDENTIALED_HEADERS = {
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'retry-after,x-amzn-requestid',
} as const;

const TOO_LARGE = 'The request was refused because it is malformed or too large';
const OPERATION = 'The one operation of this service is GET /v1/api/organizations';
const UNAVAILABLE = 'The service is temporarily unavailable. Try again after the time in the Retry-After header';
const INTERNAL = 'Internal server error';

/** Which texts an error of a status may have. They stand here once more: clients search for some of them. */
export const ERRORS: Readonly<Record<number, readonly (string | RegExp)[]>> = {
  400: [
    /^The parameter projects (accepts the values true and false only|is given more than once)$/,
    /^The parameter \[?projects\S* is not known\. The parameter projects accepts the values true and false only$/i,
    TOO_LARGE,
    'The request was refused',
  ],
  401: [
    "No credential: send an organization's API key in the header x-api-key, or a user's JWT in the header x-jwt-token, as Authorization: Bearer, or in the cookie jwt",
    'Invalid API key',
    'Your JWT token has expired',
    'Invalid JWT token',
  ],
  404: [`Not found. ${OPERATION}`],
  405: [`Method not allowed. ${OPERATION}`],
  413: [TOO_LARGE],
  429: ['Too many requests. Try again after the time in the Retry-After header'],
  500: [INTERNAL],
  503: [UNAVAILABLE],
};

/** What an answer that breaks off after its first byte ends in. */
export const UNFINISHED_ERRORS = [UNAVAILABLE, INTERNAL];
