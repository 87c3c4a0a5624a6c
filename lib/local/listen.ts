import { once } from 'node:events';
import type { Server } from 'node:http';
import { LocalStackError } from './local-stack-error.ts';

/** Everything here is for this machine alone, unless a container has to reach it. */
export const LOOPBACK = '127.0.0.1';

/** Where a container reaches this machine, and everybody else in its network, too. */
export const ALL_INTERFACES = '0.0.0.0';

/** The port that a listening server has. */
export const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
};

const CAUSE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program. Stop that one, or choose another port with --port',
  EACCES: 'needs rights that this user does not have. Choose another port with --port',
};

/**
 * Listens until the resources are disposed of, then cuts what is connected. Port 0 takes any that is free; the answer is
 * the one taken.
 * @throws LocalStackError when the port cannot be had
 */
export const listen = async (
  server: Server,
  port: number,
  resources: AsyncDisposableStack,
  host = LOOPBACK,
): Promise<number> => {
  resources.defer(async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await server[Symbol.asyncDispose]();
  });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? CAUSE[String(error.code)] : undefined;
    throw cause === undefined ? error : new LocalStackError(`Port ${port} ${cause}`);
  }
  return portOf(server);
};
