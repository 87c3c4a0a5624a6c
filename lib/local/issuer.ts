import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { listen } from './listen.ts';

/** The `aud` of the tokens that the local stack accepts. */
export const AUDIENCE = 'local';

const JWKS_PATH = '/.well-known/jwks.json';
const ALGORITHM = 'ES256';
const LIFETIME_SECONDS = 12 * 60 * 60;

export interface Issuer {
  readonly url: string;
  readonly jwks: string;
  /**
   * A token of 12 hours from now. Claims and header parameters that are given replace those of a good token; a claim
   * that is given as undefined is left out.
   */
  readonly sign: (claims: JWTPayload, header?: Partial<JWTHeaderParameters>) => Promise<string>;
}

/** Issues tokens for this run only: its key pair is made at the start and never leaves the process. */
export const startIssuer = async (resources: AsyncDisposableStack): Promise<Issuer> => {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  const kid = randomUUID();
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' }] });
  const server = createServer((request, response) => {
    const found = request.url === JWKS_PATH;
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(found ? keys : '{}');
  });
  const url = `http://localhost:${await listen(server, 0, resources)}`;
  const sign: Issuer['sign'] = (claims, header) => {
    const now = Math.floor(Date.now() / 1000);
    const registered = { iss: url, aud: AUDIENCE, iat: now, exp: now + LIFETIME_SECONDS };
    return new SignJWT({ ...registered, ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid, ...header })
      .sign(privateKey);
  };
  return { url, jwks: url + JWKS_PATH, sign };
};
