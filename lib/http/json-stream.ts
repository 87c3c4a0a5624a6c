import { setImmediate } from 'node:timers/promises';
import type { Fragment, Part } from '../contract/fragment.ts';
import { ChunkWriter } from './chunk-writer.ts';

type EnsureRoom = (written: number, parts: readonly Part[]) => void;

type Organizations = AsyncIterable<AsyncIterable<Fragment>>;

/**
 * The body of an answer, in chunks: `{"organizations":[…],"success":true}`, with `success` last. Data that is available
 * without waiting is sent at once and together, so a small answer is one chunk. After a failure, open arrays and
 * objects are closed and the body ends with `"success":false` and an error. It is therefore always valid JSON, and
 * nobody can take an incomplete list for a complete one.
 * @param onFailure called with the error; returns the public text
 * @param ensureRoom called before parts are written, with how many bytes were written before; throws if the body would get
 *   too long
 */
export async function* jsonStream(
  organizations: Organizations,
  onFailure: (error: unknown) => string,
  ensureRoom: EnsureRoom = () => undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const writer = new ChunkWriter();
  const chunks = gather(organizations, onFailure, ensureRoom, writer);
  const next = chunks.next();
  // Everything that needs no I/O is done before `setImmediate` fires
  const isWaiting = await Promise.race([next.then(() => false), setImmediate(true)]);
  const early = isWaiting ? writer.take() : undefined;
  if (early !== undefined) yield early;
  const { value } = await next;
  if (value !== undefined) yield value;
  yield* chunks;
}

/** Yields each chunk as soon as it is full, then the last one. */
async function* gather(
  organizations: Organizations,
  onFailure: (error: unknown) => string,
  ensureRoom: EnsureRoom,
  writer: ChunkWriter,
): AsyncGenerator<Buffer, void, undefined> {
  writer.add('{"organizations":[');
  let close = '';
  let separator = '';
  let end = '],"success":true}';
  try {
    for await (const organization of organizations) {
      // Written with the first fragment only: an organization that fails before it leaves nothing to close
      let opening = separator;
      for await (const fragment of organization) {
        ensureRoom(writer.bytes, fragment.parts);
        const complete = writer.add(opening);
        if (complete !== undefined) yield complete;
        opening = '';
        for (const part of fragment.parts) {
          const chunk = writer.add(part);
          if (chunk !== undefined) yield chunk;
        }
        close = fragment.close;
      }
      separator = ',';
    }
  } catch (error) {
    end = `${close}],"success":false,"error":${JSON.stringify(onFailure(error))}}`;
  }
  for (const chunk of [writer.add(end), writer.take()]) if (chunk !== undefined) yield chunk;
}
