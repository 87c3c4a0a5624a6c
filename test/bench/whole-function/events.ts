/** Who asks, as the authorizer's context says it: flat strings. */
export type Caller =
  | { readonly principalKind: 'user'; readonly userId: string }
  | {
      readonly principalKind: 'apiKey';
      readonly keyId: string;
      readonly organizationId: string;
      readonly role: 'admin' | 'member';
    };

/** The caller of every shape: the user who is an admin of all its organizations. */
export const USER: Caller = { principalKind: 'user', userId: '1' };

/** A key of a shape's first organization. */
export const KEY: Caller = { principalKind: 'apiKey', keyId: '1', organizationId: '1', role: 'admin' };

const REQUEST_HEADERS = {
  Accept: 'application/json',
  'CloudFront-Viewer-Country': 'DE',
  Host: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
  'User-Agent': 'edge-impulse-api/1.95.13',
  'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
};

const requestContext = {
  accountId: '123456789012',
  apiId: 'a1b2c3d4e5',
  domainName: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
  extendedRequestId: 'JKJaXmPLvHcESHA=',
  httpMethod: 'GET',
  identity: { sourceIp: '203.0.113.7', userAgent: 'edge-impulse-api/1.95.13' },
  path: '/v1/api/organizations',
  protocol: 'HTTP/1.1',
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  requestTimeEpoch: 1_780_000_000_000,
  resourceId: 'abc123',
  resourcePath: '/api/organizations',
  stage: 'v1',
};

const multiValue = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

const createEvent = (headers: Readonly<Record<string, string>>) => ({
  resource: '/api/organizations',
  path: '/api/organizations',
  httpMethod: 'GET',
  headers,
  multiValueHeaders: multiValue(headers),
});

/**
 * What API Gateway sends to the list function:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @param headers in addition to those that every client sends
 */
export const listEvent = (caller: Caller, headers = {}, query?: Readonly<Record<string, string>>) => ({
  ...createEvent({ ...REQUEST_HEADERS, ...headers }),
  queryStringParameters: query ?? null,
  multiValueQueryStringParameters: query === undefined ? null : multiValue(query),
  pathParameters: null,
  stageVariables: null,
  requestContext: {
    ...requestContext,
    authorizer: { ...caller, principalId: 'bench', integrationLatency: '12' },
  },
  body: null,
  isBase64Encoded: false,
});

/**
 * What API Gateway sends to the authorizer:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export const authorizerEvent = (credential: Readonly<Record<string, string>>) => ({
  type: 'REQUEST',
  methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/v1/GET/api/organizations',
  ...createEvent({ ...REQUEST_HEADERS, ...credential }),
  queryStringParameters: {},
  multiValueQueryStringParameters: {},
  pathParameters: {},
  stageVariables: {},
  requestContext,
});
