import {
  BatchGetItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { tableClientConfig } from '../../../lib/table/client.ts';
import { createFastReadingClient } from '../../../lib/table/fast-reads.ts';
import { type Reaction, startTableProxy, type TableProxy } from '../../support/table-proxy.ts';

let proxy: TableProxy;
let stock: DynamoDBClient;
let fast: DynamoDBClient;
const onSlowReads = vi.fn<(reason: string) => void>();

const configure = (): DynamoDBClientConfig => ({
  ...tableClientConfig(1),
  endpoint: proxy.url,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 2,
});

beforeAll(async () => {
  proxy = await startTableProxy();
  stock = new DynamoDBClient(configure());
  fast = createFastReadingClient(configure(), onSlowReads);
});
beforeEach(() => {
  proxy.reset();
  onSlowReads.mockReset();
});
afterAll(async () => {
  stock.destroy();
  fast.destroy();
  await proxy.close();
});

const KEY = { PK: { S: 'USER#1' }, SK: { S: 'USER' } };
const READS = {
  GetItem: () => new GetItemCommand({ TableName: 'table', Key: KEY }),
  BatchGetItem: () => new BatchGetItemCommand({ RequestItems: { table: { Keys: [KEY] } } }),
  Query: () =>
    new QueryCommand({
      TableName: 'table',
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: 'ORG#1' } },
    }),
  Scan: () => new ScanCommand({ TableName: 'table' }),
} as const;
type Operation = keyof typeof READS;
type Fault = (operation: Operation) => Reaction;
const OPERATIONS = Object.keys(READS) as Operation[];

/** All that a caller of the SDK can tell apart, and how often the table was asked. */
const outcomeOf = async (client: DynamoDBClient, operation: Operation) => {
  proxy.requests.length = 0;
  // One union of commands is too much for the overloads of `send`
  const outcome = await client.send(READS[operation]() as QueryCommand).then(
    ({ $metadata, ...members }) => ({ members, metadata: describeMetadata($metadata) }),
    (error: Error & { $metadata?: object; $fault?: string; $retryable?: object; code?: string }) => ({
      name: error.name,
      message: error.message,
      constructor: error.constructor.name,
      code: error.code,
      fault: error.$fault,
      retryable: error.$retryable,
      metadata: describeMetadata(error.$metadata),
    }),
  );
  return { outcome, requests: proxy.requests.length };
};

/** The waits between attempts are random. */
const describeMetadata = (metadata: object = {}) => ({ ...metadata, totalRetryDelay: undefined });

const VALUES = {
  text: { S: 'x "quoted" \\ \u0000 海風 🐝' },
  number: { N: '-1.25E-7' },
  large: { N: '9007199254740993' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  list: { L: [{ S: 'a' }, { M: { deep: { L: [] } } }] },
  map: { M: { '': { S: '' }, 'a b': { N: '0' }, constructor: { S: 'x' } } },
  set: { SS: ['a', 'b'] },
  numbers: { NS: ['1'] },
};
const ok = (body: object | string, headers?: Readonly<Record<string, string>>): Reaction => ({
  status: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...(headers === undefined ? {} : { headers }),
});
const error = (status: number, type: string, extra: object = {}): Reaction => ({
  status,
  body: JSON.stringify({ __type: type, message: 'the message', ...extra }),
});
const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#';
const CAPACITY = { TableName: 'table', CapacityUnits: 0.5 };
const ANSWERS = {
  GetItem: { Item: VALUES, ConsumedCapacity: CAPACITY },
  BatchGetItem: {
    Responses: { table: [VALUES] },
    UnprocessedKeys: { table: { Keys: [KEY], ConsistentRead: true } },
    ConsumedCapacity: [CAPACITY],
  },
  Query: { Items: [VALUES, {}], Count: 2, ScannedCount: 2, LastEvaluatedKey: KEY, ConsumedCapacity: CAPACITY },
  Scan: { Items: [VALUES, {}], Count: 2, ScannedCount: 2, LastEvaluatedKey: KEY, ConsumedCapacity: CAPACITY },
} as const;
const NOTHING = {
  GetItem: {},
  BatchGetItem: { Responses: { table: [] }, UnprocessedKeys: {} },
  Query: { Items: [], Count: 0 },
  Scan: { Items: [], Count: 0 },
};
const NULLS = {
  GetItem: { Item: null },
  BatchGetItem: { Responses: null, UnprocessedKeys: null },
  Query: { Items: null, LastEvaluatedKey: null },
  Scan: { Items: null, LastEvaluatedKey: null },
};
const answer =
  (answers: Readonly<Record<Operation, object>>, headers?: Readonly<Record<string, string>>): Fault =>
  (operation) =>
    ok(answers[operation], headers);

describe('a client with fast reads does to the letter what the stock client does', () => {
  test.each<[string, Fault]>([
    ['every kind of value, and every member of an answer', answer(ANSWERS)],
    ['nothing found', answer(NOTHING)],
    ['members that are null', answer(NULLS)],
    ['a request id', answer(ANSWERS, { 'x-amzn-requestid': 'R1' })],
    ['a request id in other casing', answer(ANSWERS, { 'X-Amzn-RequestId': 'R1' })],
    ['a checksum that does not match', answer(ANSWERS, { 'x-amz-crc32': '1' })],
    ['another content type', answer(ANSWERS, { 'content-type': 'text/html' })],
    ['an empty body', () => ok('')],
    ['an empty object', () => ok('{}')],
    ['JSON that is no object', () => ok('null')],
    ['a JSON string', () => ok('"text"')],
    ['HTML', () => ok('<html></html>')],
    ['JSON that is cut short', () => ok('{"Item":{"PK":{"S":"US')],
    ['JSON and more after it', () => ok('{}{}')],
    ['a byte order mark', () => ok('\u{feff}{}')],
    ['a redirect', () => ({ status: 302, body: '', headers: { location: 'http://127.0.0.1:1' } })],
    ['throttling', () => error(400, `${NAMESPACE}ProvisionedThroughputExceededException`)],
    ['throttling of the account', () => error(400, `${NAMESPACE}RequestLimitExceeded`)],
    ['throttling by its newer name', () => error(400, `${NAMESPACE}ThrottlingException`, { throttlingReasons: [] })],
    ['an internal error', () => error(500, `${NAMESPACE}InternalServerError`)],
    ['an unavailable service', () => error(503, 'com.amazon.coral.service#ServiceUnavailableException')],
    ['a failure without a body', () => ({ status: 500, body: '' })],
    ['a failure of HTML', () => ({ status: 502, body: '<html></html>' })],
    ['a missing table', () => error(400, `${NAMESPACE}ResourceNotFoundException`)],
    ['an invalid request', () => error(400, 'com.amazon.coral.validate#ValidationException')],
    ['no permission', () => error(400, 'com.amazon.coral.service#AccessDeniedException')],
    ['bad credentials', () => error(400, 'com.amazon.coral.service#UnrecognizedClientException')],
    ['a clock that is off', () => error(400, 'com.amazon.coral.service#RequestTimeTooSkewed')],
    ['an unknown error', () => error(400, 'com.example#NewException', { Detail: 1 })],
    [
      'an error by a header only',
      () => ({ status: 400, body: '{}', headers: { 'x-amzn-errortype': 'ValidationException' } }),
    ],
    ['a connection that is reset', () => 'reset'],
  ])('%s', async (_, reaction) => {
    for (const operation of OPERATIONS) {
      proxy.react = () => reaction(operation);
      expect(await outcomeOf(fast, operation), operation).toEqual(await outcomeOf(stock, operation));
    }
    expect(onSlowReads).not.toHaveBeenCalled();
  });

  test.each([500, 200])('one failure with status %i, then an answer', async (status) => {
    for (const operation of OPERATIONS) {
      proxy.react = () => (proxy.requests.length === 1 ? { status, body: '{' } : ok(ANSWERS[operation]));
      expect(await outcomeOf(fast, operation), operation).toEqual(await outcomeOf(stock, operation));
    }
  });

  test('a write', async () => {
    proxy.react = () => ok({ Attributes: { blob: { B: 'AQID' } } });
    const put = (client: DynamoDBClient) => client.send(new PutItemCommand({ TableName: 'table', Item: KEY }));
    const { Attributes } = await put(fast);
    expect(Attributes).toEqual({ blob: { B: new Uint8Array([1, 2, 3]) } });
    expect(Attributes).toEqual((await put(stock)).Attributes);
  });
});

test.each<[string, Reaction]>([
  ['no answer in time', 'hang'],
  ['a body that stalls', ok('{"Items":[', { 'content-length': '100000' })],
])('%s is to fast reads what it is to the stock client', async (_, reaction) => {
  proxy.react = () => reaction;
  const requestHandler = { requestTimeout: 100, socketTimeout: 100, throwOnRequestTimeout: true };
  const impatient = { ...configure(), requestHandler };
  const impatientStock = new DynamoDBClient(impatient);
  const impatientFast = createFastReadingClient(impatient, onSlowReads);
  expect(await outcomeOf(impatientFast, 'Query')).toEqual(await outcomeOf(impatientStock, 'Query'));
  impatientStock.destroy();
  impatientFast.destroy();
});

describe('what fast reads lean on in the SDK', () => {
  test('AwsJson1_0Protocol.deserializeResponse, called with an operation, a context and a response', async () => {
    const spy = vi.spyOn(AwsJson1_0Protocol.prototype, 'deserializeResponse');
    proxy.react = () => ok(ANSWERS.GetItem);
    await stock.send(READS.GetItem());
    const [operation, context, response] = spy.mock.calls[0] ?? [];
    spy.mockRestore();
    expect(operation).toMatchObject({ name: 'GetItem' });
    expect(context).toMatchObject({ streamCollector: expect.any(Function) });
    expect(response).toMatchObject({ statusCode: 200 });
  });

  test('AwsJson1_0Protocol.isErrorResponse and .deserializeMetadata', () => {
    expect(AwsJson1_0Protocol.prototype).toMatchObject({
      isErrorResponse: expect.any(Function),
      deserializeMetadata: expect.any(Function),
    });
  });

  test('the client is made with the protocol of its configuration, and hands its answers to it', () => {
    expect(stock.config.protocol).toBeInstanceOf(AwsJson1_0Protocol);
    expect(stock.config.protocol.constructor).toBe(AwsJson1_0Protocol);
    expect(fast.config.protocol.constructor).not.toBe(AwsJson1_0Protocol);
  });

  test('the middleware named loggerMiddleware is the one that copies answers', () => {
    const names = (client: DynamoDBClient) => client.middlewareStack.identify().map((name) => name.split(' ')[0]);
    expect(names(stock).filter((name) => !names(fast).includes(name))).toEqual(['loggerMiddleware']);
  });
});

describe('where the SDK is not as expected', () => {
  test('in what it hands to its protocol, reads are right all the same, and it is reported once', async () => {
    const client = createFastReadingClient(configure(), onSlowReads);
    const { protocol } = client.config;
    const deserialize = protocol.deserializeResponse;
    const withoutName = (operation: object, ...rest: unknown[]) =>
      Reflect.apply(deserialize, protocol, [{ ...operation, name: undefined }, ...rest]);
    Object.assign(protocol, { deserializeResponse: withoutName });
    proxy.react = ({ operation }) => ok(operation === 'Query' ? ANSWERS.Query : ANSWERS.GetItem);
    expect((await client.send(READS.GetItem())).Item).toEqual(VALUES);
    expect((await client.send(READS.Query())).Items).toEqual(ANSWERS.Query.Items);
    client.destroy();
    expect(onSlowReads.mock.calls).toEqual([[expect.stringContaining('something else')]]);
  });
});
