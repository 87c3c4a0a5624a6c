import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { distillRequest } from './distill-request.ts';
import { type Reaction, react } from './reaction.ts';

export type { Reaction } from './reaction.ts';

/** A request of the SDK's: the operation, such as `Query`, and its input as JSON. */
export type TableRequest = { readonly operation: string; readonly input: Record<string, unknown> };

/** An error as DynamoDB answers it. */
export const tableError = (type: string, status: number, fields: object = {}): Reaction => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'F00 of the table', ...fields }),
});

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

/** @param caller whose requests these are, for a recording of them */
export const startTableProxy = async (caller = 'unknown'): Promise<TableProxy> => {
  const serve = async (incoming: IncomingMessage): Promise<{ reaction: Reaction; body: string }> => {
    const body = await text(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const count = proxy.requests.filter((previous) => previous.operation === operation).length;
    const tableRequest = { operation, input: JSON.parse(body) };
    proxy.requests.push(tableRequest);
    record(caller, tableRequest);
    return { reaction: proxy.react(tableRequest, count), body };
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming)
      .then(({ reaction, body }) =>
        react(reaction, outgoing, 'application/x-amz-json-1.0', () => forward(proxy.upstream, incoming, body)),
      )
      // The function has hung up, or the table behind has: either way there is nobody to answer to
      .catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an AddressInfo; Node.js's type also covers pipes
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

/**
 * Adds the request to the file that `RECORD_TABLE_REQUESTS` names. Run over the whole fault suite, it is what the table in
 * test/infrastructure/recorded-requests.ts was made from.
 */
const record = (caller: string, request: TableRequest) => {
  const file = process.env['RECORD_TABLE_REQUESTS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ caller, ...distillRequest(request) })}\n`);
};

const forward = async (upstream: string | undefined, { method = 'POST', headers }: IncomingMessage, body: string) => {
  if (upstream === undefined) throw new Error('there is no table behind this proxy');
  const forwarded = request(upstream, { method, headers });
  forwarded.end(body);
  const [response] = (await once(forwarded, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 500, text: await text(response) };
};
