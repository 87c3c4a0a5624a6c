/** What the outside sees of the API besides the bodies: its path and its headers. The stack and the functions share it. */

/** The deployed stage. Its name is part of every default URL, which is how `/v1` comes into the path. */
export const STAGE = 'v1';

/** The resource below the stage, a segment each: `/v1/api/organizations`. */
export const PATH = ['api', 'organizations'] as const;

/** Where a credential is looked for. Header names are lower case; HTTP ignores their case. */
export const API_KEY_HEADER = 'x-api-key';
export const JWT_HEADER = 'x-jwt-token';
export const JWT_COOKIE = 'jwt';

/** On every answer, errors and API Gateway's own ones included. */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
} as const;

export const JSON_CONTENT_TYPE = 'application/json';

/** Seconds after which a client may try again what was answered with 429 or 503. */
export const RETRY_AFTER_SECONDS = 1;

/** The name in the authorizer's context under which a denial's public text travels to the gateway response. */
export const DENIAL_CONTEXT_KEY = 'denial';

/** Every error text that does not depend on the request. Those of a denied credential are in `lib/auth/denial.ts`. */
export const ERROR_TEXT = {
  notFound: 'Not found. The one operation of this service is GET /v1/api/organizations',
  tooManyRequests: 'Too many requests. Try again after the time in the Retry-After header',
  unavailable: 'The service is temporarily unavailable. Try again after the time in the Retry-After header',
  internal: 'Internal server error',
  badRequest: 'The request was refused because it is malformed or too large',
  denied: 'The request was refused',
} as const;

/** Any origin, as a value of `allowedOrigins`. */
export const ANY_ORIGIN = '*';

/** Request headers that a page of an allowed origin may send. */
export const CORS_REQUEST_HEADERS = ['content-type', API_KEY_HEADER, JWT_HEADER] as const;

/** Response headers that a page of an allowed origin may read. */
export const CORS_EXPOSED_HEADERS = ['retry-after', 'x-amzn-requestid'] as const;
