import { once } from 'node:events';
import type { Server } from 'node:http';
import { LocalStackError } from './local-stack-error.ts';

/** Everything here is for this machine alone, unless a container has to reach it. */
export const LOOPBACK = '127.0.0.1';

/** What `localhost` means to many programs, before the other one. */
const LOOPBACK_6 = '::1';

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

/**
 * Listens on one port of both loopback addresses, so that `localhost` leads nowhere else, whichever of the two a program
 * tries first. A machine without IPv6 has one of them.
 * @param create makes the server for each
 * @throws LocalStackError when the port cannot be had on both
 */
export const listenOnLoopbacks = async (
  create: () => Server,
  wanted: number,
  resources: AsyncDisposableStack,
): Promise<number> => {
  const attempt = resources.use(new AsyncDisposableStack());
  const port = await listen(create(), wanted, attempt);
  try {
    return await listen(create(), port, attempt, LOOPBACK_6);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return port;
    // Another program has the port that was free on the first address.
    if (wanted !== 0 || !(error instanceof LocalStackError)) throw error;
    await attempt.disposeAsync();
    return listenOnLoopbacks(create, wanted, resources);
  }
};
