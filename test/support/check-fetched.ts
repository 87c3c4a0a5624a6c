/**
 * Set up before each file of tests: checks every answer of the API that anybody in it fetches against the whole contract,
 * a client's library included. What asks in other ways checks by itself, see `local-api.ts`.
 */
import { afterAll } from 'vitest';
import { PATH, STAGE } from '../../lib/http/route.ts';
import { expectContract } from './contract.ts';

const API_PATH = `/${STAGE}/${PATH.join('/')}`;

const checks: Promise<void>[] = [];
const unchecked = globalThis.fetch;

const check = async (response: Response, origin: string): Promise<void> => {
  const { status, headers } = response;
  // whoever broke the answer off has seen less than all of it
  const body = await response.text().catch(() => undefined);
  if (body !== undefined) expectContract({ status, headers: Object.fromEntries(headers), body }, origin);
};

globalThis.fetch = async (...parameters) => {
  const request = new Request(...parameters);
  const response = await unchecked(request);
  const { pathname } = new URL(request.url);
  if (pathname === API_PATH) checks.push(check(response.clone(), request.headers.get('origin') ?? ''));
  return response;
};

afterAll(() => Promise.all(checks));
