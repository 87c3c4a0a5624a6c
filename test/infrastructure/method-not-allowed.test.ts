import { describe, expect, test } from 'vitest';
import { findProperties, synthesize } from './synthesize.ts';

/** The properties of ANY in the template of these origins. */
const findAny = (allowedOrigins: string) =>
  findProperties(synthesize({ allowedOrigins }), 'AWS::ApiGateway::Method').find(
    ({ HttpMethod }) => HttpMethod === 'ANY',
  );

describe('another method than GET', () => {
  const any = findAny('https://a.example,https://b.example');

  test('is answered by API Gateway itself, without asking for a credential', () => {
    expect(any).toMatchObject({
      AuthorizationType: 'NONE',
      // What has no template would go on to a backend that does not exist, and be a 500
      Integration: {
        Type: 'MOCK',
        PassthroughBehavior: 'NEVER',
        RequestTemplates: { 'application/json': '{"statusCode":405}' },
      },
    });
  });

  test('gets 405 with the headers of every answer, and with those methods that there are', () => {
    const [{ StatusCode, ResponseParameters, ResponseTemplates }] = any.Integration.IntegrationResponses;
    expect(StatusCode).toBe('405');
    expect(ResponseParameters).toEqual({
      'method.response.header.allow': "'GET, OPTIONS'",
      'method.response.header.cache-control': "'no-store'",
      'method.response.header.x-content-type-options': "'nosniff'",
      'method.response.header.strict-transport-security': "'max-age=63072000; includeSubDomains'",
      'method.response.header.access-control-allow-origin': "'https://a.example'",
      'method.response.header.access-control-allow-credentials': "'true'",
      'method.response.header.access-control-expose-headers': "'retry-after,x-amzn-requestid'",
      'method.response.header.vary': "'origin'",
    });
    expect(Object.keys(any.MethodResponses[0].ResponseParameters).sort()).toEqual(
      Object.keys(ResponseParameters).sort(),
    );
    expect(JSON.parse(ResponseTemplates['application/json'])).toEqual({
      success: false,
      error: 'Method not allowed. The one operation of this service is GET /v1/api/organizations',
    });
  });

  test('includes OPTIONS where no origin is allowed', () => {
    const [{ ResponseParameters }] = findAny('').Integration.IntegrationResponses;
    expect(ResponseParameters['method.response.header.allow']).toBe("'GET'");
    expect(Object.keys(ResponseParameters).join()).not.toContain('access-control');
  });
});
