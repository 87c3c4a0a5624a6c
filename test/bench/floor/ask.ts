import { Agent, type IncomingMessage, request } from 'node:http';

/** A request to the table, as it was recorded. */
export type Request = { readonly operation: string; readonly body: string };

/** Requests to the table that were sent together, wave after wave. */
export type Waves = readonly (readonly Request[])[];

// The benchmark sets it
const endpoint = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
const agent = new Agent({ keepAlive: true });

/** Sends recorded requests again, by node:http over connections that are kept alive, and parses what they bring. */
export const askAgain = async (waves: Waves): Promise<void> => {
  for (const wave of waves) await Promise.all(wave.map(ask));
};

const ask = ({ operation, body }: Request): Promise<unknown> => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'content-length': Buffer.byteLength(body),
  };
  const onResponse = (response: IncomingMessage) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    response.once('error', reject);
  };
  request({ agent, host: endpoint.hostname, port: endpoint.port, method: 'POST', headers }, onResponse)
    .once('error', reject)
    .end(body);
  return promise;
};
