import { describe, expect, test } from 'vitest';
import { HEADERS } from '../support/contract-literals.ts';
import { findProperties, synthesize } from './synthesize.ts';

type GatewayResponse = {
  readonly ResponseType: string;
  readonly StatusCode?: string;
  readonly ResponseParameters: Record<string, string>;
  readonly ResponseTemplates: Record<string, string>;
};

/** Gateway responses by type, in the template of these origins. */
const findGatewayResponses = (allowedOrigins: string) => {
  const template = synthesize({ allowedOrigins });
  const responses: GatewayResponse[] = findProperties(template, 'AWS::ApiGateway::GatewayResponse');
  return new Map(responses.map((response) => [response.ResponseType, response]));
};

/** Header values without the quotes that mark a literal. */
const readHeaders = (response: GatewayResponse | undefined) =>
  Object.fromEntries(
    Object.entries(response?.ResponseParameters ?? {}).map(([name, value]) => {
      expect(value).toMatch(/^'[^']+'$/);
      return [name.replace(/^gatewayresponse\.header\./, ''), value.slice(1, -1)];
    }),
  );

const responses = findGatewayResponses('https://a.example,https://b.example');
const TYPES = [...responses.keys()];

describe("the answers of API Gateway's own", () => {
  test.each([
    ['a denied credential', 'ACCESS_DENIED', '401', '$context.authorizer.denial'],
    ['no decision on a credential', 'UNAUTHORIZED', '401', 'The request was refused'],
    ['an unknown path or method', 'MISSING_AUTHENTICATION_TOKEN', '404', 'Not found.'],
    ['an unknown resource', 'RESOURCE_NOT_FOUND', '404', 'Not found.'],
    ['a signature on an unknown path', 'INVALID_SIGNATURE', '404', 'Not found.'],
    ['an old signature on an unknown path', 'EXPIRED_TOKEN', '404', 'Not found.'],
    ['a type of body that only a 405 looks at', 'UNSUPPORTED_MEDIA_TYPE', '405', 'Method not allowed.'],
    ['too large a request', 'REQUEST_TOO_LARGE', '413', 'too large'],
    ['throttling', 'THROTTLED', '429', 'Too many requests'],
    ['a used up quota', 'QUOTA_EXCEEDED', '429', 'Too many requests'],
    ['an authorizer that fails', 'AUTHORIZER_FAILURE', '503', 'temporarily unavailable'],
    ['an authorizer that cannot be called', 'AUTHORIZER_CONFIGURATION_ERROR', '503', 'temporarily unavailable'],
    ['a function that fails', 'INTEGRATION_FAILURE', '503', 'temporarily unavailable'],
    ['a function that takes too long', 'INTEGRATION_TIMEOUT', '503', 'temporarily unavailable'],
    ['any other refusal', 'DEFAULT_4XX', undefined, 'The request was refused'],
    ['any other fault', 'DEFAULT_5XX', undefined, 'Internal server error'],
  ])('to %s have the status and the text of the contract (%s, %s)', (_title, type, status, text) => {
    const response = responses.get(type);
    expect(response?.StatusCode).toBe(status);
    expect(JSON.parse(response?.ResponseTemplates['application/json'] ?? '')).toEqual({
      success: false,
      error: expect.stringContaining(text),
    });
    expect(readHeaders(response)['allow']).toBe(status === '405' ? 'GET, OPTIONS' : undefined);
    const isRetryable = status === '429' || status === '503' || type === 'DEFAULT_5XX';
    expect(readHeaders(response)['retry-after']).toBe(isRetryable ? '1' : undefined);
  });

  test.each(TYPES)(
    'are JSON only, with the security headers and CORS for the first origin, and repeat no input (%s)',
    (type) => {
      const response = responses.get(type);
      expect(Object.keys(response?.ResponseTemplates ?? {})).toEqual(['application/json']);
      expect(JSON.stringify(response)).not.toMatch(/\$context\.(error|path|identity)|\$input|method\.request/);
      expect(readHeaders(response)).toMatchObject({
        ...HEADERS,
        'access-control-allow-origin': 'https://a.example',
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'retry-after,x-amzn-requestid',
        vary: 'origin',
      });
    },
  );

  test('allow any origin without credentials', () => {
    for (const response of findGatewayResponses('*').values()) {
      expect(readHeaders(response)).toMatchObject({ 'access-control-allow-origin': '*' });
      expect(readHeaders(response)).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  test('have no CORS header when no origin is allowed', () => {
    for (const response of findGatewayResponses('').values()) {
      expect(Object.keys(readHeaders(response)).join()).not.toMatch(/access-control|vary/);
    }
  });
});
