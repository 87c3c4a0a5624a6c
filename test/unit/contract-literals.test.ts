import { expect, test } from 'vitest';
import { DENIAL_TEXT, ERROR_TEXT } from '../../lib/contract/errors.ts';
import * as headers from '../../lib/contract/headers.ts';
import { PATH, STAGE } from '../../lib/contract/route.ts';
import { responseHeaders } from '../../lib/http/response-headers.ts';
import { CREDENTIALED_HEADERS, ERRORS, HEADERS } from '../support/contract-literals.ts';

test('every error text is one of the contract, and every text of the contract is used', () => {
  const { denied, badRequest, ...others } = ERROR_TEXT;
  expect(Object.values(DENIAL_TEXT)).toEqual(ERRORS[401]);
  expect([[badRequest, denied], [badRequest]]).toEqual([ERRORS[400]?.slice(2), ERRORS[413]]);
  expect(Object.values(others)).toEqual([404, 405, 429, 503, 500].flatMap((status) => ERRORS[status] ?? []));
});

test('credentials are where the contract says', () => {
  const { API_KEY_HEADER, JWT_HEADER, JWT_COOKIE, AUTHORIZATION_HEADER, BEARER } = headers;
  const places = [API_KEY_HEADER, JWT_HEADER, AUTHORIZATION_HEADER, BEARER, JWT_COOKIE];
  expect(places).toEqual(['x-api-key', 'x-jwt-token', 'authorization', 'bearer', 'jwt']);
});

test('the headers of every answer are those of the contract', () => {
  expect(headers.SECURITY_HEADERS).toEqual(HEADERS);
  expect([headers.JSON_CONTENT_TYPE, headers.RETRY_AFTER_SECONDS]).toEqual(['application/json', 1]);
  expect(responseHeaders('https://a.example', ['https://a.example'])).toEqual({
    ...HEADERS,
    ...CREDENTIALED_HEADERS,
    'access-control-allow-origin': 'https://a.example',
    'content-type': 'application/json',
    vary: 'origin',
  });
});

test('pages may send the credentials, and the headers of tracing', () => {
  expect(headers.CORS_REQUEST_HEADERS).toEqual(['content-type', 'x-api-key', 'x-jwt-token', 'authorization']);
  const tracing = ['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'x-amzn-trace-id'];
  expect(headers.TRACE_HEADERS).toEqual(tracing);
});

test('the operation is at /v1/api/organizations', () => {
  expect(['', STAGE, ...PATH].join('/')).toBe('/v1/api/organizations');
});
