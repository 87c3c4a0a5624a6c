import { inject } from 'vitest';
import { startLocalStack } from '../../lib/local/stack.ts';
import { tableOfTests } from './dynamodb-local.ts';

/** An API with one working credential of each kind: the local stack, or whatever `E2E_URL` names. */
export type ApiUnderTest = {
  /** With the stage, such as `http://localhost:4800/v1`. */
  readonly url: string;
  readonly apiKey: string;
  readonly jwt: string;
  /** A token of the same user that has expired; only a local issuer signs one. */
  readonly expiredJwt: string | undefined;
  readonly close: () => Promise<void>;
};

/** @throws Error naming what is missing beside `E2E_URL` */
export const apiUnderTest = async (): Promise<ApiUnderTest> => {
  const url = process.env['E2E_URL'];
  if (url === undefined) return localApi();
  const [apiKey, jwt] = [process.env['E2E_API_KEY'], process.env['E2E_JWT']];
  if (apiKey === undefined || jwt === undefined) throw new Error('E2E_URL needs E2E_API_KEY and E2E_JWT beside it');
  return { url: url.replace(/\/$/, ''), apiKey, jwt, expiredJwt: undefined, close: async () => undefined };
};

const localApi = async (): Promise<ApiUnderTest> => {
  const stack = await startLocalStack({ assembly: inject('assembly'), ...tableOfTests() });
  const credentialOf = (kind: 'key' | 'jwt') =>
    stack.credentials.find((credential) => credential.kind === kind && credential.as === 'admin')?.value ?? '';
  const now = Math.floor(Date.now() / 1000);
  return {
    url: stack.url,
    apiKey: credentialOf('key'),
    jwt: credentialOf('jwt'),
    expiredJwt: await stack.issuer.sign({ sub: '970', iat: now - 120, exp: now - 60 }),
    close: stack.close,
  };
};
