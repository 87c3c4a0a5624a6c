import type { IncomingMessage, Server } from 'node:http';

/** The names of this machine that no page of elsewhere can be served under. */
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** This machine's name in a container. */
export const CONTAINER_HOST = 'host.docker.internal';

/**
 * Whether a request was sent to another name than this machine's: a page of elsewhere can have its name lead here, and would
 * then read along (DNS rebinding). What is no browser may leave the name out.
 */
export const hasForeignHost = ({ headers: { host } }: IncomingMessage, names = OWN_NAMES): boolean =>
  host !== undefined && !names.includes(host.replace(/:\d+$/, '').toLowerCase());

/** Whether a page of elsewhere sent the request. */
export const hasForeignOrigin = ({ headers: { origin, host } }: IncomingMessage): boolean =>
  origin !== undefined && origin !== `http://${host}`;

/**
 * Has a server refuse what comes from the page of another site, whatever it would answer: by its own headers, or none, a
 * browser would let that page read the answer or have had its effect already.
 * @param server with its listeners
 */
export const refuseForeign = (server: Server, names = [...OWN_NAMES, CONTAINER_HOST]): void => {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!hasForeignHost(request, names) && !hasForeignOrigin(request)) {
      for (const listener of listeners) listener.call(server, request, response);
      return;
    }
    const error = 'This is for programs on this machine. Pages of other sites are refused.';
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ success: false, error }));
  });
};
