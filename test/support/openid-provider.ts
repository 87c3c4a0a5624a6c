import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { JWK } from 'jose';
import Provider from 'oidc-provider';
import * as z from 'zod/mini';
import { portOf } from '../../lib/local/listen.ts';

/** Where the codes go; nobody listens there. */
const REDIRECT = 'http://localhost:1/callback';

/** The audience of its access tokens. */
const RESOURCE = 'urn:organizations';

/** Of everything that it makes, in seconds: longer than keys are trusted. */
const LIFETIME = 2 * 60 * 60;

const tokensSchema = z.object({ access_token: z.string(), id_token: z.string() });

type Tokens = { readonly accessToken: string; readonly idToken: string };

/** An independent OpenID provider on this machine, whose users log in by any name. */
export type OpenIdProvider = {
  readonly url: string;
  /** How often its keys or its discovery document were asked for. */
  readonly asked: () => number;
  /** Publishes and signs with other private keys, the first of each algorithm. */
  readonly use: (keys: readonly JWK[]) => void;
  /** Answers nothing but 503 as long as it is down. */
  isDown: boolean;
  /** Logs a user in by the authorization code flow with PKCE. */
  readonly logIn: (user: string, algorithm: string) => Promise<Tokens>;
  readonly close: () => Promise<void>;
};

export const startOpenIdProvider = async (algorithms: readonly string[]): Promise<OpenIdProvider> => {
  let listener: RequestListener | undefined;
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/jwks') || request.url?.startsWith('/.well-known')) asked += 1;
    if (provider.isDown || listener === undefined) response.writeHead(503).end();
    else listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${portOf(server)}`;
  const provider: OpenIdProvider = {
    url,
    asked: () => asked,
    use: (keys) => {
      listener = new Provider(url, configure(algorithms, keys)).callback();
    },
    isDown: false,
    logIn: (user, algorithm) => logIn(url, user, algorithm),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return provider;
};

const configure = (algorithms: readonly string[], keys: readonly JWK[]) => ({
  jwks: { keys },
  ttl: { AccessToken: LIFETIME, IdToken: LIFETIME, Session: LIFETIME, Grant: LIFETIME, Interaction: LIFETIME },
  cookies: { keys: ['cookies of a test'] },
  clients: algorithms.map((algorithm) => ({
    client_id: `app-${algorithm}`,
    token_endpoint_auth_method: 'none',
    redirect_uris: [REDIRECT],
    application_type: 'native',
    id_token_signed_response_alg: algorithm,
  })),
  enabledJWA: { idTokenSigningAlgValues: algorithms },
  findAccount: (_: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_: unknown, resource: string, { clientId }: { clientId: string }) => ({
        scope: 'orgs.read',
        audience: resource,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: clientId.slice('app-'.length) } },
      }),
    },
  },
});

const logIn = async (url: string, user: string, algorithm: string): Promise<Tokens> => {
  const verifier = randomBytes(32).toString('base64url');
  const client_id = `app-${algorithm}`;
  const request = {
    ...{ client_id, response_type: 'code', scope: 'openid orgs.read', redirect_uri: REDIRECT, resource: RESOURCE },
    ...{ code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url') },
  };
  const browse = createBrowser();
  let page = await browse(`${url}/auth?${new URLSearchParams(request)}`);
  for (const form of [{ prompt: 'login', login: user, password: 'x' }, { prompt: 'consent' }]) {
    if (page.startsWith(REDIRECT)) break;
    page = await browse(page, form);
  }
  const code = new URL(page).searchParams.get('code') ?? '';
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, client_id, code_verifier: verifier },
      resource: RESOURCE,
    }),
  });
  const tokens = z.parse(tokensSchema, await response.json());
  return { accessToken: tokens.access_token, idToken: tokens.id_token };
};

/** Follows redirects with cookies, to the first page that is none, or away from the provider. @returns its address */
const createBrowser = () => {
  const cookies = new Map<string, string>();
  const open = async (address: string, form?: Record<string, string>): Promise<string> => {
    if (address.startsWith(REDIRECT)) return address;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const method = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(address, { ...method, headers: { cookie }, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return location === null ? address : open(new URL(location, address).href);
  };
  return open;
};
