import { get as getByHttp, type IncomingMessage } from 'node:http';
import { get as getByHttps } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** Far more than any real key set or discovery document has, and little enough to hold in memory. */
const MAX_BYTES = 256 * 1024;

const HEADERS = {
  accept: 'application/jwk-set+json, application/json',
  'accept-encoding': 'identity',
  // Some firewalls refuse requests without it
  'user-agent': 'node',
};

/**
 * Fetches an issuer's JSON document. Redirects are not followed: only the configuration decides where documents come
 * from. `fetch` would do the same, but to load it takes more of a cold start than everything else that a token needs.
 * @param signal the time limit; its reason is thrown
 * @throws if the response is late, not 200, too large or not JSON
 */
export const fetchJson = async (uri: string, signal: AbortSignal): Promise<unknown> => {
  try {
    const response = await get(uri, signal);
    const bytes = decompress(await readBody(response), response.headers['content-encoding']);
    // TextDecoder drops the byte order mark that some issuers send
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
};

const get = (uri: string, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const getBy = new URL(uri).protocol === 'http:' ? getByHttp : getByHttps;
    // No connection is kept: Lambda may freeze the process until the issuer has closed it
    getBy(uri, { agent: false, headers: HEADERS, signal }, resolve).on('error', (cause) =>
      reject(new Error('the issuer cannot be reached', { cause })),
    );
  });

const readBody = async (response: IncomingMessage): Promise<Buffer> => {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`the issuer answered ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`the issuer's answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const DECODERS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
};

/** Some servers compress whether or not the client accepts it. */
const decompress = (bytes: Buffer, encoding = 'identity'): Buffer =>
  DECODERS[encoding]?.(bytes, { maxOutputLength: MAX_BYTES }) ?? bytes;
