import { expect } from 'vitest';

type Answer = {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

type GatewayCase = Answer & {
  readonly asked: string;
  readonly path: string;
  readonly method?: string;
  readonly headersSent?: Readonly<Record<string, string>>;
  readonly bodySent?: string;
  /** What `sam local start-api` says otherwise. */
  readonly sam?: Partial<Answer>;
};

const SERVER_ERROR = { message: 'Internal server error' };
const UNAUTHORIZED = { message: 'Unauthorized' };
const DENIED = { message: 'User is not authorized to access this resource' };
const NO_ROUTE = { message: 'Missing Authentication Token' };

/** What the function of `gateway-stack.ts` is given for `GET /open?do=echo`, with what is different. */
const given = ({ requestContext = {}, query = {}, queries = {}, ...others }: Record<string, object | string> = {}) => ({
  resource: '/open',
  path: '/open',
  httpMethod: 'GET',
  queryStringParameters: { do: 'echo', ...Object(query) },
  multiValueQueryStringParameters: { do: ['echo'], ...Object(queries) },
  pathParameters: null,
  stageVariables: null,
  body: null,
  isBase64Encoded: false,
  ...others,
  requestContext: { stage: 'cases', resourcePath: '/open', httpMethod: 'GET', ...Object(requestContext) },
});

const guarded = (authorizer: object) =>
  given({ resource: '/guarded', path: '/guarded', requestContext: { resourcePath: '/guarded', authorizer } });
const ALLOWED = {
  status: 200,
  body: guarded({ principalId: 'somebody', number: '1', sent: 'null' }),
  // It passes the authorizer's context on as it is
  sam: { body: guarded({ principalId: 'somebody', number: 1, sent: 'null' }) },
};
const decision = (answer: string) => ({
  asked: `an authorizer that is to ${answer}`,
  path: '/guarded?do=echo',
  headersSent: { 'x-answer': answer },
});

/**
 * What API Gateway does with requests and answers of `gateway-stack.ts`, by its documentation. The local gateway and
 * sam are asked for it, each for all of it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export const GATEWAY_CASES: readonly GatewayCase[] = [
  { asked: 'a request without a body', path: '/open?do=echo', status: 200, body: given() },
  {
    asked: 'a parameter that is repeated, one without a value, one that is encoded',
    path: '/open?do=echo&a=1&a=2&b&c=%C3%BC%2Bx+y',
    status: 200,
    body: given({ query: { a: '2', b: '', c: 'ü+x y' }, queries: { a: ['1', '2'], b: [''], c: ['ü+x y'] } }),
  },
  {
    asked: 'a header',
    path: '/open?do=echo',
    headersSent: { 'x-own': 'some words' },
    status: 200,
    body: given({ header: 'some words', multiValueHeader: ['some words'] }),
  },
  {
    asked: 'another method, with a body',
    path: '/open?do=echo',
    method: 'PUT',
    headersSent: { 'content-type': 'text/plain' },
    bodySent: 'höflich',
    status: 200,
    body: given({ httpMethod: 'PUT', body: 'höflich', requestContext: { httpMethod: 'PUT' } }),
  },
  { asked: 'for the head alone', path: '/open?do=status', method: 'HEAD', status: 418, body: '' },
  {
    asked: 'a function that sets a header once, another several times, a third in both forms',
    path: '/open?do=headers',
    status: 200,
    headers: { 'x-one': 'single', 'x-two': 'a, b, c', 'x-three': 'same', 'content-type': 'application/json' },
    body: '',
  },
  {
    asked: 'a function that answers with a status',
    path: '/open?do=status',
    status: 418,
    headers: { 'content-type': 'text/plain' },
    body: 'short and stout',
  },
  {
    asked: 'a function that writes the status as a text',
    path: '/open?do=a+status+as+text',
    status: 201,
    body: 'created',
  },
  { asked: 'a function that answers without a body', path: '/open?do=no+body', status: 204, body: '' },
  {
    asked: 'a function that encodes bytes, which the API does not know as such',
    path: '/open?do=bytes',
    status: 200,
    body: '/wA=',
  },
  { asked: 'a function that answers with a text', path: '/open?do=a+text', status: 502, body: SERVER_ERROR },
  {
    asked: 'a function whose status is none',
    path: '/open?do=a+status+that+is+none',
    status: 502,
    body: SERVER_ERROR,
  },
  { asked: 'a function that throws', path: '/open?do=throw', status: 502, body: SERVER_ERROR, sam: { status: 500 } },
  { ...decision('allow'), ...ALLOWED },
  { ...decision('allow by wildcard'), ...ALLOWED },
  { ...decision('deny'), status: 403, body: DENIED },
  // It looks for an Allow, and for nothing else
  { ...decision('deny beside allow'), status: 403, body: DENIED, sam: { ...ALLOWED, ...ALLOWED.sam } },
  { ...decision('allow another method'), status: 403, body: DENIED },
  { ...decision('refuse'), status: 401, body: UNAUTHORIZED, sam: { status: 502, body: SERVER_ERROR } },
  { ...decision('throw'), status: 500, body: SERVER_ERROR, sam: { status: 502 } },
  { ...decision('answer nonsense'), status: 500, body: SERVER_ERROR, sam: { status: 502 } },
  { ...decision('exit'), status: 500, body: SERVER_ERROR, sam: { status: 502 } },
  { ...decision('allow'), asked: 'again after that', ...ALLOWED },
  { asked: 'a path that is not there', path: '/nowhere', status: 403, body: NO_ROUTE },
  { asked: 'a path below one that is there', path: '/open/more?do=echo', status: 403, body: NO_ROUTE },
  { asked: 'a method that is not there', path: '/guarded?do=echo', method: 'POST', status: 403, body: NO_ROUTE },
];

/** @param origin with the stage, where the gateway has it in its paths */
export const expectAnswer = async (
  origin: string,
  { path, method = 'GET', ...asked }: GatewayCase,
  expected: Answer,
) => {
  const { headersSent = {}, bodySent } = asked;
  const init = bodySent === undefined ? {} : { body: bodySent };
  const response = await fetch(origin + path, { method, headers: headersSent, ...init });
  const text = await response.text();
  const { status, body, headers = {} } = expected;
  expect({ status: response.status, body: parse(text) }).toEqual({ status, body });
  expect(Object.fromEntries(response.headers)).toMatchObject(headers);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
