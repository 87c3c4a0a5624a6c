import { expect, test } from 'vitest';
import type { RequestRecord } from '../../../lib/local/gateway.ts';
import { GatewayFault } from '../../../lib/local/gateway-response.ts';
import { isRemarkable, renderRequest } from '../../../lib/local/request-log.ts';
import { API_KEY } from '../../support/build-records.ts';

const record: RequestRecord = {
  time: new Date('2025-06-15T12:00:00'),
  method: 'GET',
  url: '/v1/api/organizations',
  status: 200,
  milliseconds: 41.6,
  bytes: 1_443_210,
  isWhole: true,
  principal: 'user:970',
  fault: undefined,
};
const urlOf = (url: string) => renderRequest({ ...record, url }).split(/ +/)[2];

test('a line has time, method, path, status, bytes, duration and who asked', () => {
  expect(renderRequest(record)).toBe('12:00:00 GET /v1/api/organizations 200 1.4 MB 42 ms user:970');
});

test("the lines of the first screen's commands fit 80 columns", () => {
  const url = '/v1/api/organizations?projects=false';
  const line = renderRequest({ ...record, url, bytes: 31_200, milliseconds: 1234, principal: 'key:42/501' });
  expect(line.length).toBeLessThanOrEqual(80);
});

test('a fault and an answer that broke off are said', () => {
  const fault = new GatewayFault('INTEGRATION_FAILURE', { cause: new Error('read ECONNRESET\nmore') });
  const line = renderRequest({ ...record, status: undefined, isWhole: false, principal: undefined, fault });
  expect(line).toMatch(/ --- 1\.4 MB 42 ms INTEGRATION_FAILURE \(read ECONNRESET\) broken off$/);
  expect(renderRequest({ ...record, isWhole: false })).toMatch(/ broken off by the client$/);
});

test.each([
  '/v1/api/organizations?projects=false',
  '/v1/api/organizations?projects=maybe&Projects=true&x',
  '/v1/api/organizations?',
  '/favicon.ico',
])('a path with its query is shown as it is: %s', (url) => {
  expect(urlOf(url)).toBe(url);
});

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI5NzAifQ.c2lnbmF0dXJl';
const CUSTOMERS_KEY = 'ei_short/and/pieces+of/a/key=/in/it';

test.each([
  [`/v1/${API_KEY}/x`, '/v1/…'],
  [`/v1/${CUSTOMERS_KEY}`, '/v1/…'],
  [`/v1/api?key=${CUSTOMERS_KEY}&projects=true`, '/v1/api?key=…&projects=true'],
  [`/v1/api?token=${JWT}`, '/v1/api?token=…'],
  [`/v1/api?${JWT}`, '/v1/api?…'],
  [`/v1/api?a=x${JWT}`, '/v1/api?a=…'],
  ['/v1/ei%5Fab/cd/ef', '/v1/…'],
  ['/v1/%65i_ab/cd/ef', '/v1/…'],
  ['/v1/EI_ab', '/v1/…'],
  ['/v1/a-password-of-another-kind-12345', '/v1/…'],
  ['/v1/\u001b[31mred', '/v1/…'],
])('what could be a credential is not: %s', (url, shown) => {
  expect(urlOf(url)).toBe(shown);
});

test('a URL of any length is a line that can be read', () => {
  expect(urlOf(`/${'a/'.repeat(10_000)}`)).toHaveLength(121);
});

test('of what functions write, logs of requests that went well are not remarkable', () => {
  expect(isRemarkable('[Authorizer] {"level":"INFO","message":"allowed"}')).toBe(false);
  expect(isRemarkable('[Authorizer] {"_aws":{}}')).toBe(false);
  expect(isRemarkable('[Authorizer] {"level":"ERROR"}')).toBe(true);
  expect(isRemarkable('[Authorizer] TypeError: x')).toBe(true);
});
