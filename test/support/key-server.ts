import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { type Reaction, react } from './reaction.ts';

/** An issuer's JWKS endpoint that does as it is told. */
export type KeyServer = {
  readonly url: string;
  /** How often the keys were asked for. */
  fetches: number;
  /** What it publishes. */
  keys: JWK[];
  react: () => Reaction;
  readonly close: () => Promise<void>;
};

export const startKeyServer = async (): Promise<KeyServer> => {
  const server = createServer((_, outgoing) => {
    keyServer.fetches += 1;
    const truth = () => ({ status: 200, text: JSON.stringify({ keys: keyServer.keys }) });
    void react(keyServer.react(), outgoing, 'application/json', truth);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an AddressInfo; Node.js's type also covers pipes
  const { port } = server.address() as AddressInfo;
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${port}`,
    fetches: 0,
    keys: [],
    react: () => 'pass',
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return keyServer;
};
