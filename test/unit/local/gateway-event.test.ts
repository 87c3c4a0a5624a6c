import { describe, expect, test } from 'vitest';
import { type Call, createAuthorizerEvent, createProxyEvent } from '../../../lib/local/gateway-event.ts';

const CALL: Call = {
  requestId: 'r',
  stage: 'v1',
  method: {
    resourcePath: '/api/organizations',
    integration: {
      Type: 'AWS_PROXY',
      Uri: 'List',
      ResponseTransferMode: 'BUFFERED',
      TimeoutInMillis: 1000,
      IntegrationHttpMethod: 'POST',
    },
  },
  httpMethod: 'GET',
  path: '/v1/api/%6frganizations',
  query: new URLSearchParams('a=1&b=x&a=2'),
  rawHeaders: ['X-Api-Key', 'one', 'accept', 'json', 'X-Api-Key', 'two', 'x-api-key', 'three'],
  sourceIp: '127.0.0.1',
  time: new Date(0),
};

describe('an event', () => {
  test.each([createAuthorizerEvent(CALL), createProxyEvent(CALL, '')])(
    'has the last of several values, and all of them beside, under the names that the client wrote',
    (event) => {
      expect(event.headers).toEqual({ 'X-Api-Key': 'two', accept: 'json', 'x-api-key': 'three' });
      expect(event.multiValueHeaders).toEqual({
        'X-Api-Key': ['one', 'two'],
        accept: ['json'],
        'x-api-key': ['three'],
      });
      expect(event.queryStringParameters).toEqual({ a: '2', b: 'x' });
      expect(event.multiValueQueryStringParameters).toEqual({ a: ['1', '2'], b: ['x'] });
    },
  );

  test('says null for what an integration does not get, and empty objects to the authorizer', () => {
    const call = { ...CALL, query: new URLSearchParams() };
    expect(createProxyEvent(call, '')).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
    });
    expect(createAuthorizerEvent(call)).toMatchObject({ queryStringParameters: {}, pathParameters: {} });
  });

  test("is about the template's method, whatever the spelling of the path", () => {
    expect(createAuthorizerEvent(CALL)).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:local/v1/GET/api/organizations',
    });
  });

  test("has the authorizer's context where there is one", () => {
    expect(createProxyEvent(CALL, '', { userId: '1' }).requestContext).toMatchObject({ authorizer: { userId: '1' } });
    expect(createProxyEvent(CALL, '').requestContext).not.toHaveProperty('authorizer');
  });
});
