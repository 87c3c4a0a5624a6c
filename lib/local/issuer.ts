import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { errors, exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { refuseForeign } from './foreign.ts';
import { LOOPBACK, listen } from './listen.ts';

/** The `aud` of the tokens that the local stack accepts. */
export const AUDIENCE = 'local';

const JWKS_PATH = '/.well-known/jwks.json';
const DISCOVERY_PATH = '/.well-known/openid-configuration';
/**
 * `POST {"claims":{…},"header":{…}}` answers with a token; both may be left out, and so is a claim that is `null`. What cannot
 * be signed is not found.
 */
export const TOKENS_PATH = '/tokens';
const ALGORITHM = 'ES256';
const LIFETIME_SECONDS = 12 * 60 * 60;

export type Issuer = {
  readonly url: string;
  readonly jwks: string;
  /**
   * A token of 12 hours from now. Claims and header parameters that are given replace those of a good token; a claim
   * that is given as undefined is left out.
   */
  readonly sign: (claims: JWTPayload, header?: Partial<JWTHeaderParameters>) => Promise<string>;
};

/**
 * Issues tokens for this run only: its key pair is made at the start and never leaves the process.
 * @param host the address that it listens on; this machine's own when absent
 */
export const startIssuer = async (resources: AsyncDisposableStack, host?: string): Promise<Issuer> => {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  const kid = randomUUID();
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' }] });
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request, documents, sign);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(answer ?? '{}');
  });
  refuseForeign(server);
  const url = `http://${LOOPBACK}:${await listen(server, 0, resources, host)}`;
  const sign: Issuer['sign'] = (claims, header) => {
    const now = Math.floor(Date.now() / 1000);
    const registered = { iss: url, aud: AUDIENCE, iat: now, exp: now + LIFETIME_SECONDS };
    return new SignJWT({ ...registered, ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid, ...header })
      .sign(privateKey);
  };
  const documents = new Map([
    [JWKS_PATH, keys],
    [DISCOVERY_PATH, describeIssuer(url)],
  ]);
  return { url, jwks: url + JWKS_PATH, sign };
};

/** OpenID Connect Discovery 1.0, section 3, as far as it is true here: nobody logs in. */
const describeIssuer = (url: string): string =>
  JSON.stringify({
    issuer: url,
    jwks_uri: url + JWKS_PATH,
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
  });

const orderSchema = z.object({
  claims: z._default(z.record(z.string(), z.unknown()), {}),
  header: z._default(z.record(z.string(), z.unknown()), {}),
});

/** JSON only, which keeps pages in a browser out: they would have to ask first, and nothing here answers that. */
const answerTo = async (
  request: IncomingMessage,
  documents: ReadonlyMap<string, string>,
  sign: Issuer['sign'],
): Promise<string | undefined> => {
  const { method, url, headers } = request;
  if (method === 'GET') return documents.get(url ?? '');
  if (method !== 'POST' || url !== TOKENS_PATH || headers['content-type'] !== 'application/json') return undefined;
  const order = orderSchema.safeParse(await json(request).catch(() => undefined));
  if (!order.success) return undefined;
  const claims = Object.fromEntries(
    Object.entries(order.data.claims).map(([name, value]) => [name, value ?? undefined]),
  );
  try {
    return JSON.stringify({ token: await sign(claims, order.data.header) });
  } catch (error) {
    // Another algorithm than the key's, or a critical header that nobody understands.
    if (error instanceof TypeError || error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};
