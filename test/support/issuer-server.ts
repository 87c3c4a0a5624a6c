import { once } from 'node:events';
import { createServer } from 'node:http';
import type { JWK, JWTPayload } from 'jose';
import { portOf } from '../../lib/local/listen.ts';
import { type Reaction, react } from './reaction.ts';
import { createTestIssuer } from './tokens.ts';

export const DISCOVERY = '/.well-known/openid-configuration';
export const KEYS = '/keys';

/** An issuer with a discovery document that does as it is told. */
export type IssuerServer = {
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** What it publishes. */
  keys: JWK[];
  document: Record<string, unknown>;
  react: (path: string) => Reaction;
  /** A token of this issuer's for ten minutes, unless the claims say otherwise. */
  readonly sign: (claims: JWTPayload, header?: Record<string, unknown>) => Promise<string>;
  readonly close: () => Promise<void>;
};

export const startIssuerServer = async (): Promise<IssuerServer> => {
  const server = createServer(({ url = '' }, outgoing) => {
    issuer.asked.push(url);
    const found = { [DISCOVERY]: issuer.document, [KEYS]: { keys: issuer.keys } }[url];
    const truth = () => ({ status: found === undefined ? 404 : 200, text: JSON.stringify(found ?? {}) });
    void react(issuer.react(url), outgoing, 'application/json', truth);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server)}`;
  const { jwk, sign } = await createTestIssuer();
  const issuer: IssuerServer = {
    url,
    asked: [],
    keys: [jwk],
    document: { issuer: url, jwks_uri: url + KEYS },
    react: () => 'pass',
    sign: (claims, header) => {
      const iat = Math.floor(Date.now() / 1000);
      return sign({ iss: url, aud: 'organizations', iat, exp: iat + 600, ...claims }, header);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return issuer;
};
