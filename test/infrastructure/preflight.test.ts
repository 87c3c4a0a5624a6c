import { describe, expect, test } from 'vitest';
import { HEADERS } from '../support/contract-literals.ts';
import { findProperties, synthesize } from './synthesize.ts';

/** The properties of OPTIONS in the template of these origins. */
const findPreflight = (allowedOrigins: string, context = {}) =>
  findProperties(synthesize({ allowedOrigins, ...context }), 'AWS::ApiGateway::Method').find(
    ({ HttpMethod }) => HttpMethod === 'OPTIONS',
  );

const literals = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]));

describe('the preflight', () => {
  const preflight = findPreflight('https://a.example,https://b.example');
  const [response] = preflight.Integration.IntegrationResponses;

  test('is answered with 204 by API Gateway itself, without asking for a credential', () => {
    expect(preflight).toMatchObject({ AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } });
    expect(response.StatusCode).toBe('204');
  });

  test('allows the credential headers, GET, and credentials, with the security headers', () => {
    expect(response.ResponseParameters).toEqual(
      literals({
        ...HEADERS,
        'Access-Control-Allow-Origin': 'https://a.example',
        'Access-Control-Allow-Headers':
          'content-type,x-api-key,x-jwt-token,authorization,traceparent,tracestate,baggage,sentry-trace,x-amzn-trace-id',
        'Access-Control-Allow-Methods': 'GET,OPTIONS',
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Max-Age': '3600',
        Vary: 'Origin',
      }),
    );
    expect(Object.keys(preflight.MethodResponses[0].ResponseParameters).sort()).toEqual(
      Object.keys(response.ResponseParameters).sort(),
    );
  });

  test('names the other allowed origins when they ask, and no others', () => {
    expect(response.ResponseTemplates['application/json'].match(/https?:[^"]+/g)).toEqual(['https://b.example']);
  });

  test.each([
    ['x-b3-traceid, X-Request-Id', 'content-type,x-api-key,x-jwt-token,authorization,x-b3-traceid,x-request-id'],
    ['x-api-key', 'content-type,x-api-key,x-jwt-token,authorization'],
    ['', 'content-type,x-api-key,x-jwt-token,authorization'],
  ])('allows the headers %j in the place of those of tracing', (allowedHeaders, expected) => {
    const [{ ResponseParameters }] = findPreflight('*', { allowedHeaders }).Integration.IntegrationResponses;
    expect(ResponseParameters).toMatchObject(literals({ 'Access-Control-Allow-Headers': expected }));
  });

  test('allows no credentials to any origin', () => {
    const [{ ResponseParameters }] = findPreflight('*').Integration.IntegrationResponses;
    expect(ResponseParameters).toMatchObject(literals({ 'Access-Control-Allow-Origin': '*' }));
    expect(ResponseParameters).not.toHaveProperty(['method.response.header.Access-Control-Allow-Credentials']);
  });

  test('does not exist when no origin is allowed: OPTIONS is then a method that is not allowed', () => {
    expect(findPreflight('')).toBeUndefined();
  });
});
