import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request of the SDK's: the operation, such as `Query`, and its input as JSON. */
export type TableRequest = { readonly operation: string; readonly input: Record<string, unknown> };

/** What happens to a request: passed on, answered here, or treated badly. */
export type Reaction =
  | 'pass'
  | 'hang'
  | 'reset'
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  /** Sends the first part of the true answer and then nothing (`stall`), or closes the connection (`cut`). */
  | 'stall'
  | 'cut'
  /** Changes the true answer. */
  | ((answer: Record<string, unknown>) => Record<string, unknown>);

/** Stands between a function and its table, sees every request and does as it is told. */
export type TableProxy = {
  readonly url: string;
  /** Every request since the last `reset`, in the order of arrival. */
  readonly requests: TableRequest[];
  /** The table's URL; without it every request must be answered by `react`. */
  upstream: string | undefined;
  /** Decides on each request; `count` is how many of the operation came before. */
  react: (request: TableRequest, count: number) => Reaction;
  /** Forgets the requests and passes everything on again. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

export const startTableProxy = async (): Promise<TableProxy> => {
  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const count = proxy.requests.filter((previous) => previous.operation === operation).length;
    const tableRequest = { operation, input: JSON.parse(body) };
    proxy.requests.push(tableRequest);
    await answer(proxy.react(tableRequest, count), incoming, body, outgoing, proxy.upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // a server that listens on a port has an AddressInfo; Node.js's type also covers pipes
  const { port } = server.address() as AddressInfo;
  const proxy: TableProxy = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    upstream: undefined,
    react: () => 'pass',
    reset: () => {
      proxy.requests.length = 0;
      proxy.react = () => 'pass';
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
};

const answer = async (
  reaction: Reaction,
  incoming: IncomingMessage,
  body: string,
  outgoing: ServerResponse,
  upstream: string | undefined,
): Promise<void> => {
  if (reaction === 'hang') return;
  if (reaction === 'reset') {
    outgoing.destroy();
    return;
  }
  if (typeof reaction === 'object') {
    outgoing.writeHead(reaction.status, { 'content-type': 'application/x-amz-json-1.0', ...reaction.headers });
    outgoing.end(reaction.body);
    return;
  }
  if (upstream === undefined) throw new Error('there is no table behind this proxy');
  const { status, text: truth } = await forward(upstream, incoming, body);
  const sent = typeof reaction === 'function' ? JSON.stringify(reaction(JSON.parse(truth))) : truth;
  const length = Buffer.byteLength(sent);
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': length });
  if (reaction !== 'stall' && reaction !== 'cut') {
    outgoing.end(sent);
    return;
  }
  outgoing.write(Buffer.from(sent).subarray(0, Math.floor(length / 2)), () => {
    if (reaction === 'cut') outgoing.destroy();
  });
};

const forward = async (upstream: string, { method = 'POST', headers }: IncomingMessage, body: string) => {
  const forwarded = request(upstream, { method, headers });
  forwarded.end(body);
  const [response] = (await once(forwarded, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 500, text: await text(response) };
};
