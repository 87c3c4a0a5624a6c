/** The headers and the cookie that requests and answers have, by their names in lower case; HTTP ignores their case. */

/** Where a credential is looked for. */
export const API_KEY_HEADER = 'x-api-key';
export const JWT_HEADER = 'x-jwt-token';
export const JWT_COOKIE = 'jwt';
export const AUTHORIZATION_HEADER = 'authorization';
/** The scheme of `Authorization` that is accepted, in lower case. */
export const BEARER = 'bearer';

/**
 * The forms in which a request may carry a credential, named as the security schemes of the OpenAPI document. Of several
 * credentials in a request, the one whose form is first here counts.
 */
export const CREDENTIAL_FORMS = [
  { form: 'ApiKeyAuthentication', kind: 'apiKey', in: 'header', name: API_KEY_HEADER },
  { form: 'JWTHttpHeaderAuthentication', kind: 'jwt', in: 'header', name: JWT_HEADER },
  { form: 'JWTBearerAuthentication', kind: 'jwt', in: 'header', name: AUTHORIZATION_HEADER },
  { form: 'JWTAuthentication', kind: 'jwt', in: 'cookie', name: JWT_COOKIE },
] as const;

export type CredentialForm = (typeof CREDENTIAL_FORMS)[number]['form'];
export type CredentialKind = (typeof CREDENTIAL_FORMS)[number]['kind'];

/** On every answer, errors and API Gateway's own ones included. */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
} as const;

export const JSON_CONTENT_TYPE = 'application/json';

/** Seconds after which a client may repeat a request that was answered with 429 or 503. */
export const RETRY_AFTER_SECONDS = 1;

/** Any origin, as a value of `allowedOrigins`. */
export const ANY_ORIGIN = '*';

/** Request headers that a page of an allowed origin may send. */
export const CORS_REQUEST_HEADERS = [
  'content-type',
  ...CREDENTIAL_FORMS.flatMap((form) => (form.in === 'header' ? [form.name] : [])),
];

/**
 * Request headers that tracing in a page adds to each request: W3C Trace Context and Baggage, Sentry, AWS X-Ray. A page
 * of an allowed origin may send them unless the deployment lists others.
 */
export const TRACE_HEADERS = ['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'x-amzn-trace-id'] as const;

/** Response headers that a page of an allowed origin may read. */
export const CORS_EXPOSED_HEADERS = ['retry-after', 'x-amzn-requestid'] as const;
