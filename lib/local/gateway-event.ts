import { ACCOUNT, REGION } from './intrinsics.ts';
import type { Method } from './template.ts';

const API_ID = 'local';

/** A request as it arrived, and the method that it is for. */
export type Call = {
  readonly requestId: string;
  readonly stage: string;
  readonly method: Method;
  readonly httpMethod: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names and values in turn, as the client wrote them. */
  readonly rawHeaders: readonly string[];
  readonly sourceIp: string;
  readonly time: Date;
};

/** Every value of every name, in their order. Names that differ in case only are different names. */
export const groupValues = (pairs: Iterable<readonly [string, string]>) =>
  Object.fromEntries(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, group]) => [name, group.map(([, value]) => value)]),
  );

const lastValues = (pairs: Iterable<readonly [string, string]>) => Object.fromEntries(pairs);

/** Node.js's flat list of names and values in pairs, in the client's own casing and order. */
export const headerPairs = (rawHeaders: readonly string[]): [string, string][] =>
  rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));

const createEvent = ({ method, httpMethod, rawHeaders, ...call }: Call) => {
  const headers = headerPairs(rawHeaders);
  return {
    resource: method.resourcePath,
    path: method.resourcePath,
    httpMethod,
    headers: lastValues(headers),
    multiValueHeaders: groupValues(headers),
    queryStringParameters: lastValues(call.query),
    multiValueQueryStringParameters: groupValues(call.query),
    pathParameters: {},
    stageVariables: {},
    requestContext: {
      accountId: ACCOUNT,
      apiId: API_ID,
      httpMethod,
      identity: { sourceIp: call.sourceIp, userAgent: lastValues(headers)['User-Agent'] ?? null },
      path: call.path,
      protocol: 'HTTP/1.1',
      requestId: call.requestId,
      requestTimeEpoch: call.time.getTime(),
      resourcePath: method.resourcePath,
      stage: call.stage,
    },
  };
};

/** What a policy must allow for the call to go on: the method as the template has it, whatever the path's spelling. */
export const methodArn = ({ stage, method, httpMethod }: Call) =>
  `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API_ID}/${stage}/${httpMethod}${method.resourcePath}`;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
export const createAuthorizerEvent = (call: Call) => ({
  type: 'REQUEST',
  methodArn: methodArn(call),
  ...createEvent(call),
});

const orNull = <Value extends object>(value: Value) => (Object.keys(value).length === 0 ? null : value);

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @param authorizer the authorizer's context; absent where the method has none
 */
export const createProxyEvent = (call: Call, body: string, authorizer?: Readonly<Record<string, string>>) => {
  const event = createEvent(call);
  return {
    ...event,
    queryStringParameters: orNull(event.queryStringParameters),
    multiValueQueryStringParameters: orNull(event.multiValueQueryStringParameters),
    pathParameters: orNull(event.pathParameters),
    stageVariables: orNull(event.stageVariables),
    requestContext: { ...event.requestContext, ...(authorizer ? { authorizer } : {}) },
    body: body === '' ? null : body,
    isBase64Encoded: false,
  };
};
