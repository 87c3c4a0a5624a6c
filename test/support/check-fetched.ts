/**
 * Set up before each file of tests: checks every answer of the API that anybody in it fetches against the whole contract,
 * a client's library included. What asks in other ways checks by itself, see `local-api.ts`.
 */
import { afterAll } from 'vitest';
import { PATH, STAGE } from '../../lib/contract/route.ts';
import { expectContract } from './contract.ts';

const API_PATH = `/${STAGE}/${PATH.join('/')}`;

/** What is wrong with each answer, if anything is. */
const checks: Promise<unknown>[] = [];
const unchecked = globalThis.fetch;

/** @returns what is wrong, and does not throw it: until the end of the tests nobody would catch it */
const problemOf = async (response: Response, origin: string): Promise<unknown> => {
  const { status, headers } = response;
  // Whoever broke the answer off has seen less than all of it
  const body = await response.text().catch(() => undefined);
  try {
    if (body !== undefined) expectContract({ status, headers: Object.fromEntries(headers), body }, origin);
    return undefined;
  } catch (error) {
    return error;
  }
};

globalThis.fetch = async (...parameters) => {
  const request = new Request(...parameters);
  const response = await unchecked(request);
  const { pathname } = new URL(request.url);
  if (pathname === API_PATH) checks.push(problemOf(response.clone(), request.headers.get('origin') ?? ''));
  return response;
};

afterAll(async () => {
  const [first] = (await Promise.all(checks)).filter((error) => error !== undefined);
  if (first !== undefined) throw first;
});
