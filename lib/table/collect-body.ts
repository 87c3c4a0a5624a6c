import { finished, type Readable } from 'node:stream';

/**
 * All bytes of a body. The SDK pipes each body through a second stream, which is a good part of a small answer's cost.
 * @throws the body's error; an Error when it was closed before its end
 */
export const collectBody = (body: Readable): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    finished(body, (error) => (error ? reject(error) : resolve(joined(chunks))));
  });

/** A body that came in one piece is not copied. */
const joined = (chunks: readonly Buffer[]): Buffer =>
  (chunks.length === 1 ? chunks[0] : undefined) ?? Buffer.concat(chunks);
