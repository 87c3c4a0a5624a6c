import type { IncomingMessage } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import * as z from 'zod/mini';
import { answerSchema, failureSchema, type Organization } from '../../lib/contract/model.ts';
import { CREDENTIALED_HEADERS, ERRORS, HEADERS, UNFINISHED_ERRORS } from './contract-literals.ts';

export type Response = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Without its content encoding. */
  readonly body: string;
  /** The body's bytes as they were sent. */
  readonly size: number;
};

/** The origins that the local stack allows. */
const ALLOWED_ORIGINS = ['http://localhost:3000', 'http://localhost:5173'];

/**
 * Checks an answer against the whole contract, whatever it answers: status, headers, body, order.
 * @param origin the request's
 * @param method the request's; the answer to HEAD has no body
 * @throws AssertionError
 */
export const expectContract = (
  { status, headers, body }: Omit<Response, 'size'>,
  origin: string,
  method = 'GET',
): void => {
  expectHead(status, headers);
  expectCors(headers, origin);
  if (status === 204 || method === 'HEAD') {
    expect(body).toBe('');
    return;
  }
  const answer: unknown = JSON.parse(body);
  if (status === 200) expectBody(answer, body);
  else expectError(answer, status);
};

/** Checks what stands before an answer's body, but for what depends on the request's origin. */
const expectHead = (status: number, headers: Response['headers']): void => {
  expect(headers).toMatchObject(HEADERS);
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  if (status === 204) return;
  expect(Object.keys(ERRORS).map(Number).concat(200)).toContain(status);
  expect(headers['content-type']).toBe('application/json');
  expect(headers['vary']).toBe(status === 200 ? 'origin, accept-encoding' : 'origin');
  expect(headers['allow']).toBe(status === 405 ? 'GET, OPTIONS' : undefined);
  expect(headers['retry-after']).toBe(status === 429 || status === 503 ? '1' : undefined);
};

/** The gateway's own answers can name one allowed origin only, so they do, whoever asks. */
const expectCors = (headers: Response['headers'], origin: string): void => {
  const allowed = headers['access-control-allow-origin'];
  if (!ALLOWED_ORIGINS.includes(origin)) {
    expect([undefined, ...ALLOWED_ORIGINS]).toContain(allowed);
    return;
  }
  expect(ALLOWED_ORIGINS).toContain(allowed);
  const isPreflight = headers['access-control-allow-methods'] !== undefined;
  const { 'access-control-expose-headers': exposed, ...credentials } = CREDENTIALED_HEADERS;
  expect(headers).toMatchObject(credentials);
  if (!isPreflight) expect(headers['access-control-expose-headers']).toBe(exposed);
};

const expectBody = (answer: unknown, body: string): void => {
  // zod leaves this one name of free-form data out
  if (body.includes('"__proto__":')) {
    const renamed = body.replaceAll('"__proto__":', '"renamed":');
    expectBody(JSON.parse(renamed), renamed);
    return;
  }
  const known = z.parse(z.union([answerSchema, failureSchema]), answer);
  // What the contract does not name is left out by the parsing, so this fails for it
  expect(isDeepStrictEqual(answer, known), 'the answer has fields that are not of the contract').toBe(true);
  expect(body).toMatch(known.success ? /],"success":true}$/ : /],"success":false,"error":"[^"]+"}$/);
  if (!known.success) expect(UNFINISHED_ERRORS).toContain(known.error);
  expectOrder(known.organizations ?? []);
};

const expectError = (answer: unknown, status: number): void => {
  expect(answer).toEqual({ success: false, error: expect.any(String) });
  const { error } = z.parse(failureSchema, answer);
  const texts = ERRORS[status] ?? [];
  expect(
    texts.some((text) => (typeof text === 'string' ? text === error : text.test(error))),
    error,
  ).toBe(true);
};

const expectOrder = (organizations: readonly Organization[]): void => {
  expectAscending(organizations);
  for (const { users, projects = [] } of organizations) {
    expectAscending(users);
    expectAscending(projects);
    for (const { collaborators } of projects) expectAscending(collaborators);
  }
};

const expectAscending = (list: readonly { readonly id: number }[]): void => {
  const isAscending = list.every(({ id }, index) => id > (list[index - 1]?.id ?? -1));
  expect(isAscending, 'a list is not ascending by id, each once').toBe(true);
};
