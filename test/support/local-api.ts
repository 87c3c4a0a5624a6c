import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject } from 'vitest';
import * as z from 'zod/mini';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import { answerSchema, failureSchema, type Organization } from '../../lib/contract/model.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import type { Assembly } from '../../lib/local/synthesize.ts';
import { toAttributes } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import type { ItemKey } from '../../lib/table/keys.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { expectContract, type Response } from './contract.ts';
import { tableOfTests, warmUp } from './dynamodb-local.ts';
import { type KeyServer, startKeyServer } from './key-server.ts';
import { createFunctionClock, type FunctionClock } from './preload/function-clock.ts';
import { expectNoSecrets } from './secrets.ts';
import { DECODE_SINGLE } from './single-stream.ts';
import { startTableProxy, type TableProxy } from './table-proxy.ts';

export type { Response } from './contract.ts';

export const PATH = '/api/organizations';

/** The functions' own limits of time, for tests of them. */
export const PRODUCTION_LIMITS = { timeLimitFactor: 1 } as const;

/** An origin that the local stack allows. */
export const ALLOWED_ORIGIN = 'http://localhost:5173';

export type Call = { readonly path?: string; readonly method?: string; readonly headers?: OutgoingHttpHeaders };

/** Variables of single functions, beside those that every test gets. */
type Environments = { readonly [Name in 'Authorizer' | 'ListOrganizations']?: Readonly<Record<string, string>> };

/** The local stack with a proxy between each function and what it depends on, and everything that the functions wrote. */
export type LocalApi = {
  readonly stack: LocalStack;
  readonly authorizerTable: TableProxy;
  readonly listTable: TableProxy;
  /** Publishes the stack's own keys until it is told otherwise. */
  readonly keyServer: KeyServer;
  /** The authorizer's. */
  readonly clock: FunctionClock;
  /** Every line that a function wrote so far. */
  readonly lines: string[];
  /** Every answer is checked against the contract before it is returned. */
  readonly call: (call?: Call) => Promise<Response>;
  readonly put: (...items: Attributes[]) => Promise<void>;
  readonly remove: (key: ItemKey) => Promise<void>;
  /** A sample credential's headers. */
  readonly as: (kind: 'key' | 'jwt', as: string) => { readonly [header: string]: string };
  /** Also checks that no function wrote a secret. */
  readonly close: () => Promise<void>;
};

/**
 * @param assembly the synthesized stack, where it is not the one of all tests
 * @param timeLimitFactor PRODUCTION_LIMITS for tests of the limits; others wait, for the machine may be busy
 */
export const startLocalApi = async (
  environments: Environments = {},
  { assembly = inject('assembly'), timeLimitFactor }: { assembly?: Assembly; timeLimitFactor?: number } = {},
): Promise<LocalApi> => {
  const [authorizerTable, listTable, keyServer] = await Promise.all([
    startTableProxy('Authorizer'),
    startTableProxy('ListOrganizations'),
    startKeyServer(),
  ]);
  const clock = createFunctionClock();
  const lines: string[] = [];
  const written: string[] = [];
  const sent = new Set<string>();
  const stack = await startLocalStack({
    assembly,
    // What hangs on purpose is to keep nothing waiting
    concurrency: Number.POSITIVE_INFINITY,
    ...(timeLimitFactor === undefined ? {} : { timeLimitFactor }),
    ...tableOfTests(),
    functionEnvironment: {
      Authorizer: {
        AWS_ENDPOINT_URL_DYNAMODB: authorizerTable.url,
        JWKS_URI: keyServer.url,
        ...clock.environment,
        ...environments.Authorizer,
      },
      ListOrganizations: { AWS_ENDPOINT_URL_DYNAMODB: listTable.url, ...environments.ListOrganizations },
    },
    onLine: (line) => {
      lines.push(line);
      written.push(line);
    },
  });
  authorizerTable.upstream = stack.dynamodb;
  listTable.upstream = stack.dynamodb;
  keyServer.keys = await keysOf(stack.issuer.jwks);
  const api: LocalApi = {
    stack,
    authorizerTable,
    listTable,
    keyServer,
    clock,
    lines,
    call: async (call = {}) => {
      for (const credential of credentialsOf(call)) sent.add(credential);
      const response = await callUrl(stack.url, call);
      expectContract(response, String(call.headers?.['origin'] ?? ALLOWED_ORIGIN), call.method);
      return response;
    },
    put: (...items) => putItems(stack.client, stack.tableName, items),
    remove: async (key) => {
      await stack.client.send(new DeleteItemCommand({ TableName: stack.tableName, Key: toAttributes(key) }));
    },
    as: (kind, as) => {
      const credential = stack.credentials.find((candidate) => candidate.kind === kind && candidate.as === as);
      if (credential === undefined) throw new Error(`there is no ${kind} of ${as}`);
      return { [kind === 'key' ? 'x-api-key' : 'x-jwt-token']: credential.value };
    },
    close: async () => {
      await stack.close();
      await Promise.all([authorizerTable.close(), listTable.close(), keyServer.close()]);
      clock.close();
      expectNoSecrets(written, sent);
    },
  };
  // Only where an answer can be expected
  if (environments.Authorizer === undefined && assembly.directory === inject('assembly').directory) {
    await warmUp(() => callUrl(stack.url, { headers: api.as('key', 'admin') }));
    for (const proxy of [authorizerTable, listTable]) proxy.reset();
  }
  return api;
};

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

const keysOf = async (uri: string) => z.parse(keySetSchema, await (await fetch(uri)).json()).keys;

const credentialsOf = ({ headers = {} }: Call): string[] =>
  ['x-api-key', 'x-jwt-token', 'cookie', 'authorization']
    .flatMap((name) => headers[name] ?? [])
    .map((value) => String(value).replace(/^Bearer +/i, ''));

/** Sends headers as they are given, a list of values as one line each, which `fetch` would join. */
const callUrl = async (url: string, { path = PATH, method = 'GET', headers = {} }: Call): Promise<Response> => {
  const outgoing = request(url + path, { method, headers: { origin: ALLOWED_ORIGIN, ...headers }, agent: false });
  outgoing.end();
  const [response]: [IncomingMessage] = (await once(outgoing, 'response')) as [IncomingMessage]; // as Node.js documents the event
  const sent = await buffer(response);
  const decode = DECODE_SINGLE[response.headers['content-encoding'] ?? 'identity'];
  if (decode === undefined) throw new Error('the answer has an encoding that nobody asked for');
  const { statusCode = 0 } = response;
  return { status: statusCode, headers: response.headers, body: decode(sent).toString(), size: sent.length };
};

/** An answer that succeeded. Each kind of answer was checked against the contract already. */
export const expectOrganizations = (response: Response): Organization[] => {
  expect(response.status, response.body).toBe(200);
  return z.parse(answerSchema, JSON.parse(response.body)).organizations;
};

/** An answer that failed, and nothing else. */
export const expectError = (response: Response, status: number, error: string): void => {
  expect(JSON.parse(response.body)).toEqual({ success: false, error });
  expect(response.status).toBe(status);
};

/** An outage: 503 with a time to try again. */
export const expectUnavailable = (response: Response): void => {
  expectError(response, 503, ERROR_TEXT.unavailable);
  expect(response.headers['retry-after']).toBe('1');
};

/** An answer that failed after its first byte: valid JSON that says so, with whatever was listed before. */
export const expectPartial = (response: Response): Organization[] => {
  expect(response.status).toBe(200);
  const { organizations } = z.parse(failureSchema, JSON.parse(response.body));
  expect(response.body).not.toContain('"success":true');
  return organizations ?? [];
};
