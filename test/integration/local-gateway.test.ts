import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createDeployment } from '../../lib/local/deployment.ts';
import { type RequestRecord, startGateway } from '../../lib/local/gateway.ts';
import type { BundledFunction, Method, Template } from '../../lib/local/template.ts';
import { AUTHORIZER, BUFFERED, STREAMING } from '../support/gateway-handlers.ts';

const echoSchema = z.object({
  requestContext: z.object({ requestId: z.string(), authorizer: z.record(z.string(), z.string()) }),
});

const resources = new AsyncDisposableStack();
const lines: string[] = [];
const records: RequestRecord[] = [];
let origin: string;

const bundle = async (code: string, timeout: number): Promise<BundledFunction> => {
  const directory = await mkdtemp(join(tmpdir(), 'local-gateway-test-'));
  resources.defer(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'index.cjs'), code);
  return {
    directory,
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: timeout,
    MemorySize: 128,
    Environment: { Variables: {} },
  };
};

const proxy = (target: string, transfer: 'STREAM' | 'BUFFERED', timeout = 20_000): Method['integration'] => ({
  Type: 'AWS_PROXY',
  Uri: target,
  ResponseTransferMode: transfer,
  TimeoutInMillis: timeout,
  IntegrationHttpMethod: 'POST',
});

beforeAll(async () => {
  const method = (path: string, integration: Method['integration'], authorizer?: string): [string, Method] => [
    path,
    { resourcePath: path.split(' ')[1] ?? '', integration, ...(authorizer === undefined ? {} : { authorizer }) },
  ];
  const template: Omit<Template, 'table'> = {
    functions: new Map([
      ['Authorizer', await bundle(AUTHORIZER, 1)],
      ['Streaming', await bundle(STREAMING, 60)],
      ['Buffered', await bundle(BUFFERED, 60)],
    ]),
    api: {
      stage: 'test',
      methods: new Map([
        method('GET /guarded', proxy('Streaming', 'STREAM'), 'Authorizer'),
        method('GET /streamed', proxy('Streaming', 'STREAM')),
        method('GET /impatient', proxy('Streaming', 'STREAM', 1)),
        method('GET /buffered', proxy('Buffered', 'BUFFERED')),
      ]),
      gatewayResponses: new Map([
        [
          'DEFAULT_4XX',
          {
            ResponseType: 'DEFAULT_4XX',
            ResponseParameters: { 'x-from': 'the template' },
            ResponseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' },
          },
        ],
        [
          'ACCESS_DENIED',
          {
            ResponseType: 'ACCESS_DENIED',
            StatusCode: 418,
            ResponseParameters: {},
            ResponseTemplates: { 'application/json': '[$context.authorizer.number, "$context.authorizer.no.such"]' },
          },
        ],
      ]),
    },
  };
  const onLine = (line: string) => lines.push(line);
  const deployment = createDeployment({
    template,
    environment: {},
    concurrency: 2,
    adapt: (value) => value,
    onLine,
    resources,
  });
  const onRequest = (record: RequestRecord) => records.push(record);
  const current = async () => deployment;
  const port = await startGateway({ port: 0, current, pageAt: async () => undefined, onRequest }, resources);
  origin = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  records.length = 0;
});
afterAll(() => resources.disposeAsync());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${origin}/test${path}`, { headers });
const guarded = (answer: string) => get('/guarded?do=echo', { 'x-answer': answer });
const streamed = (action: string, init: RequestInit = {}) => fetch(`${origin}/test/streamed?do=${action}`, init);

/** What comes back on a connection for bytes that no client library would send. */
const send = (bytes: string) => {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return text(socket);
};

describe('the authorizer', () => {
  test.for(['allow', 'allow by wildcard'])(
    'lets through what it says to %s, with its context as texts',
    async (answer) => {
      const response = await guarded(answer);
      expect(response.status).toBe(201);
      const { requestContext } = echoSchema.parse(await response.json());
      expect(requestContext.authorizer).toEqual({ principalId: 'somebody', number: '1', sent: 'null' });
      expect(response.headers.get('x-amzn-requestid')).toBe(requestContext.requestId);
    },
  );

  test.for([
    ['deny', 418, '[1, ""]'],
    ['deny beside allow', 418, '[1, ""]'],
    ['allow another method', 418, '[1, ""]'],
    ['refuse', 401, '{"type":"UNAUTHORIZED"}'],
    ['answer nonsense', 500, '{"message":"Internal server error"}'],
    ['throw', 500, '{"message":"Internal server error"}'],
    ['exit', 500, '{"message":"Internal server error"}'],
    ['hang', 500, '{"message":"Internal server error"}'],
  ] as const)('that is to %s leads to %i, and the next request is clean', async ([answer, status, body]) => {
    const response = await guarded(answer);
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect((await guarded('allow')).status).toBe(201);
  });

  test('sees every value of a header, under the name that the client wrote', async () => {
    const response = await send(
      'GET /test/guarded?do=echo HTTP/1.1\r\nx-answer: allow\r\nX-Sent: one\r\nX-Sent: two\r\nConnection: close\r\n\r\n',
    );
    expect(response).toContain(String.raw`"sent":"[\"one\",\"two\"]"`);
  });
});

describe('a streaming integration', () => {
  test('passes on each byte when it is written', async () => {
    const response = await streamed('wait');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('first,');
    await streamed('release');
    expect((await reader?.read())?.value).toBe('last');
  });

  test.for(['throw', 'exit', 'no prelude', 'a long prelude'])(
    'that begins with %s is an integration failure',
    async (action) => {
      const response = await streamed(action);
      expect([response.status, await response.text()]).toEqual([504, '{"message":"Internal server error"}']);
      expect((await streamed('echo')).status).toBe(201);
    },
  );

  test('that fails later breaks the answer off', async () => {
    const response = await streamed('break off');
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow('terminated');
    const brokenOff = { isWhole: false, fault: expect.objectContaining({ type: 'INTEGRATION_FAILURE' }) };
    await expect.poll(() => records).toContainEqual(expect.objectContaining(brokenOff));
  });

  test('is cut when the client goes away', async () => {
    const countCut = async () => Number(await (await streamed('count of cut')).text());
    const before = await countCut();
    const client = new AbortController();
    await streamed('endless', { signal: client.signal });
    client.abort();
    await expect.poll(countCut).toBeGreaterThan(before);
    const cut = { url: '/test/streamed?do=endless', isWhole: false, fault: undefined };
    await expect.poll(() => records).toContainEqual(expect.objectContaining(cut));
  });

  test('that takes longer than the method allows is an integration timeout', async () => {
    const response = await get('/impatient?do=hang');
    expect([response.status, await response.text()]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  });
});

test('a function begins a few answers at once; further ones wait, but not for slow readers', async () => {
  const start = (action: string) => {
    const client = new AbortController();
    return { client, answer: streamed(action, { signal: client.signal }).then(({ status }) => status, String) };
  };
  const read = [start('endless'), start('endless')];
  expect(await Promise.all(read.map(({ answer }) => answer))).toEqual([201, 201]);
  lines.length = 0;
  const begun = () => lines.map((line) => /begins \w+/.exec(line)?.[0]).filter((line) => line !== undefined);
  const hanging = [start('hang'), start('hang')];
  await expect.poll(begun).toEqual(['begins hang', 'begins hang']);
  const waiting = start('echo');
  // Another function's answer, which is asked for later
  await get('/buffered');
  expect(begun()).toHaveLength(2);
  hanging[0]?.client.abort();
  expect(await waiting.answer).toBe(201);
  await expect.poll(begun).toContain('begins echo');
  for (const { client } of [...read, ...hanging]) client.abort();
});

describe('what the gateway answers by itself comes from the template', () => {
  test.for([
    ['/test/nowhere', 403],
    ['/streamed', 403],
    ['/test/str%65amed/', 403],
    ['/test/%zz', 403],
    ['/test%2Fstreamed', 403],
    [`/test/streamed?${'x'.repeat(10_240)}`, 413],
    [`/test/streamed?${'x'.repeat(200_000)}`, 413],
  ] as const)('%.20s', async ([path, status]) => {
    const response = await fetch(origin + path);
    expect([response.status, response.headers.get('x-from')]).toEqual([status, 'the template']);
    expect(await response.json()).toHaveProperty('type');
    expect(response.headers.has('x-amzn-requestid')).toBe(true);
  });

  test('also where the request cannot be parsed', async () => {
    expect(await send('GET /test/streamed HTTP/1.1\r\nbroken\0: 1\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*x-from: the template\r\n[\s\S]*\{"type":"DEFAULT_4XX"\}$/,
    );
  });
});

test('functions write to the log with their names, and nothing of their secrets is answered', async () => {
  await streamed('throw');
  const isOfFunction = (line: string) => line.startsWith('[Streaming] ') && line.includes('a secret of the function');
  await expect.poll(() => lines.some(isOfFunction)).toBe(true);
});
