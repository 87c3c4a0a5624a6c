import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, inject } from 'vitest';
import * as z from 'zod/mini';
import { ERROR_TEXT, SECURITY_HEADERS } from '../../lib/http/route.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { answerSchema, failureSchema, type Organization } from '../../lib/organizations/model.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { putItems } from '../../lib/table/write.ts';
import { startTableProxy, type TableProxy } from './table-proxy.ts';

export const PATH = '/api/organizations';

/** An origin that the local stack allows. */
export const ALLOWED_ORIGIN = 'http://localhost:5173';

export type Response = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

type Call = { readonly path?: string; readonly method?: string; readonly headers?: OutgoingHttpHeaders };

/** The local stack with a proxy between each function and the table, and everything that the functions wrote. */
export type LocalApi = {
  readonly stack: LocalStack;
  readonly authorizerTable: TableProxy;
  readonly listTable: TableProxy;
  /** Every line that a function wrote so far. */
  readonly lines: string[];
  readonly call: (call?: Call) => Promise<Response>;
  readonly put: (...items: Attributes[]) => Promise<void>;
  /** A sample credential's headers. */
  readonly as: (kind: 'key' | 'jwt', as: string) => { readonly [header: string]: string };
  readonly close: () => Promise<void>;
};

export const startLocalApi = async (): Promise<LocalApi> => {
  const [authorizerTable, listTable] = await Promise.all([startTableProxy(), startTableProxy()]);
  const lines: string[] = [];
  const stack = await startLocalStack({
    assembly: inject('assembly'),
    functionEnvironment: {
      Authorizer: { AWS_ENDPOINT_URL_DYNAMODB: authorizerTable.url },
      ListOrganizations: { AWS_ENDPOINT_URL_DYNAMODB: listTable.url },
    },
    onLine: (line) => lines.push(line),
  });
  authorizerTable.upstream = stack.dynamodb;
  listTable.upstream = stack.dynamodb;
  return {
    stack,
    authorizerTable,
    listTable,
    lines,
    call: (call = {}) => callUrl(stack.url, call),
    put: (...items) => putItems(stack.client, stack.tableName, items),
    as: (kind, as) => {
      const credential = stack.credentials.find((candidate) => candidate.kind === kind && candidate.as === as);
      if (credential === undefined) throw new Error(`there is no ${kind} of ${as}`);
      return { [kind === 'key' ? 'x-api-key' : 'x-jwt-token']: credential.value };
    },
    close: async () => {
      await stack.close();
      await Promise.all([authorizerTable.close(), listTable.close()]);
    },
  };
};

/** Sends headers as they are given, a list of values as one line each, which `fetch` would join. */
const callUrl = async (url: string, { path = PATH, method = 'GET', headers = {} }: Call): Promise<Response> => {
  const outgoing = request(url + path, { method, headers: { origin: ALLOWED_ORIGIN, ...headers }, agent: false });
  outgoing.end();
  const [response]: [IncomingMessage] = (await once(outgoing, 'response')) as [IncomingMessage]; // as Node.js documents the event
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
};

/** What every answer has, whoever made it. */
const expectHeaders = ({ headers }: Response, origin: string): void => {
  expect(headers).toMatchObject({ ...SECURITY_HEADERS, 'content-type': 'application/json' });
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers['access-control-allow-credentials']).toBe('true');
  expect([origin, 'http://localhost:3000']).toContain(headers['access-control-allow-origin']);
};

/** An answer that succeeded by the contract, and nothing else. */
export const expectOrganizations = (response: Response): Organization[] => {
  expect(response.status, response.body).toBe(200);
  expectHeaders(response, ALLOWED_ORIGIN);
  return z.parse(answerSchema, JSON.parse(response.body)).organizations;
};

/** An answer that failed by the contract, and nothing else. */
export const expectError = (response: Response, status: number, error: string): void => {
  expect(JSON.parse(response.body)).toEqual({ success: false, error });
  expect(response.status).toBe(status);
  expectHeaders(response, ALLOWED_ORIGIN);
};

/** An outage: 503 with a time to try again. */
export const expectUnavailable = (response: Response): void => {
  expectError(response, 503, ERROR_TEXT.unavailable);
  expect(response.headers['retry-after']).toBe('1');
};

/** An answer that failed after its first byte: valid JSON that says so, with whatever was listed before. */
export const expectPartial = (response: Response): Organization[] => {
  expect(response.status).toBe(200);
  const { organizations, error } = z.parse(failureSchema, JSON.parse(response.body));
  expect([ERROR_TEXT.unavailable, ERROR_TEXT.internal]).toContain(error);
  expect(response.body).not.toContain('"success":true');
  return organizations ?? [];
};
