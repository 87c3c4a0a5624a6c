import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

const LIMIT_MS = 30_000;

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

/** An answer whose body was decoded by its `content-encoding`. */
export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

export type Question = {
  readonly method?: string;
  /** What follows the operation's URL, such as `?projects=false`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Sends one request as it is: nothing is added to its headers, and no redirect is followed.
 * @throws whatever keeps the answer from arriving within half a minute
 */
export const ask = async (url: URL, { method = 'GET', headers = {} }: Question): Promise<Answer> => {
  const send = url.protocol === 'http:' ? requestHttp : requestHttps;
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const request = send(url, { method, headers, agent: false, signal: AbortSignal.timeout(LIMIT_MS) }, resolve);
    request.on('error', reject).end();
  });
  const raw = await buffer(response);
  const decode = DECODERS[response.headers['content-encoding'] ?? ''];
  const body = decode === undefined ? raw : decode(raw);
  return { status: response.statusCode ?? 0, headers: response.headers, body: body.toString('utf8') };
};
