import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createKeyFetcher } from '../../../lib/auth/fetch-keys.ts';
import { portOf } from '../../../lib/local/listen.ts';
import { createTestIssuer } from '../../support/tokens.ts';

const HOUR = 60 * 60 * 1000;
const DISCOVERY = '/.well-known/openid-configuration';

let keys: string;
beforeAll(async () => {
  keys = JSON.stringify({ keys: [(await createTestIssuer('1')).jwk] });
});

let server: Server;
let origin: string;
let now: number;
let asked: (string | undefined)[];
let answers: Record<string, (response: ServerResponse) => void>;

beforeEach(async () => {
  [now, asked] = [1_000_000, []];
  server = createServer(({ url }, response) => {
    asked.push(url);
    (answers[url ?? ''] ?? ((unknown) => unknown.writeHead(404).end()))(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${portOf(server)}`;
  answers = { [DISCOVERY]: document({}), '/keys': (response) => response.end(keys) };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const document = (changes: object) => (response: ServerResponse) =>
  response.end(JSON.stringify({ issuer: origin, jwks_uri: `${origin}/keys`, ...changes }));
const fetcher = (issuer = origin) => createKeyFetcher({ issuer }, () => now);

test('the keys are where the discovery document says, which is found once', async () => {
  const fetchKeys = fetcher();
  expect(await fetchKeys()).toHaveLength(1);
  now += HOUR - 1;
  expect(await fetchKeys()).toHaveLength(1);
  expect(asked).toEqual([DISCOVERY, '/keys', '/keys']);
});

test('it is asked for again with the keys at their staleness bound', async () => {
  const fetchKeys = fetcher();
  await fetchKeys();
  now += HOUR;
  answers = { [DISCOVERY]: document({ jwks_uri: `${origin}/moved` }), '/moved': (response) => response.end(keys) };
  expect(await fetchKeys()).toHaveLength(1);
  expect(asked).toEqual([DISCOVERY, '/keys', DISCOVERY, '/moved']);
});

test('it is asked for again after the keys could not be fetched', async () => {
  const fetchKeys = fetcher();
  await fetchKeys();
  answers = { [DISCOVERY]: document({ jwks_uri: `${origin}/moved` }), '/moved': (response) => response.end(keys) };
  await expect(fetchKeys()).rejects.toThrow('the issuer answered 404');
  expect(await fetchKeys()).toHaveLength(1);
  expect(asked).toEqual([DISCOVERY, '/keys', '/keys', DISCOVERY, '/moved']);
});

test('an issuer with a path has its document below it, whatever slash it ends in', async () => {
  for (const issuer of [`${origin}/realms/a`, `${origin}/realms/a/`]) {
    answers = { ...answers, [`/realms/a${DISCOVERY}`]: document({ issuer }) };
    expect(await fetcher(issuer)()).toHaveLength(1);
  }
});

const ANOTHER_ISSUER = 'the discovery document is of another issuer';
const NO_ADDRESS = 'the discovery document has no address of keys that may be used';

test.each<[string, object, string]>([
  ['another issuer', { issuer: 'https://login.example.com' }, ANOTHER_ISSUER],
  ['an issuer that differs by a slash', { issuer: '/' }, ANOTHER_ISSUER],
  ['no issuer', { issuer: undefined }, ANOTHER_ISSUER],
  ['no address of keys', { jwks_uri: undefined }, NO_ADDRESS],
  ['an address that is no URL', { jwks_uri: 'keys' }, NO_ADDRESS],
  ['an address of a file', { jwks_uri: 'file:///etc/passwd' }, NO_ADDRESS],
  ['an address of a protocol that ends in http', { jwks_uri: 'xhttp://x.example' }, NO_ADDRESS],
  ['an address of a protocol that begins with https', { jwks_uri: 'httpsx://x.example' }, NO_ADDRESS],
])('a document of %s is none, and leads nowhere', async (_, changes, reason) => {
  answers = { ...answers, [DISCOVERY]: document(changes) };
  await expect(fetcher()()).rejects.toThrow(reason);
  expect(asked).toEqual([DISCOVERY]);
});

test('a document that is not found, or leads elsewhere, has no substitute', async () => {
  answers = { [DISCOVERY]: (response) => response.writeHead(302, { location: '/elsewhere' }).end() };
  await expect(fetcher()()).rejects.toThrow('the issuer answered 302');
  answers = {};
  await expect(fetcher()()).rejects.toThrow('the issuer answered 404');
  expect(asked).toEqual([DISCOVERY, DISCOVERY]);
});

test('F62 keys without TLS are for issuers without TLS', async () => {
  const fetched: string[] = [];
  const issuer = 'https://login.example.com/http:';
  const refused = ['http://login.example.com/keys', 'xhttps://login.example.com', 'httpsx://login.example.com'];
  for (const [jwks_uri, expected] of [
    ...refused.map((uri) => [uri, undefined] as const),
    ['https://keys.example.com/', 1] as const,
  ]) {
    const fetchDocument = async (uri: string): Promise<unknown> => {
      fetched.push(uri);
      return uri.endsWith(DISCOVERY) ? { issuer, jwks_uri } : JSON.parse(keys);
    };
    const result = await createKeyFetcher({ issuer }, () => now, 1, fetchDocument)().catch(() => undefined);
    expect(result?.length).toBe(expected);
  }
  const documents = [...refused, ''].map(() => issuer + DISCOVERY);
  expect(fetched).toEqual([...documents, 'https://keys.example.com/']);
});

test('document and keys have one time limit together', async () => {
  answers['/keys'] = (response) => response.write('{');
  await expect(fetcher()()).rejects.toThrow('aborted due to timeout');
  expect(asked).toEqual([DISCOVERY, '/keys']);
});
