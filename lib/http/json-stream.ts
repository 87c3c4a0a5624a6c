import { setImmediate } from 'node:timers/promises';
import type { Fragment } from '../contract/fragment.ts';
import { ChunkWriter } from './chunk-writer.ts';

type Organizations = AsyncIterable<AsyncIterable<Fragment>>;

/**
 * The body of an answer, in chunks: `{"organizations":[…],"success":true}`, with `success` last. What is there without
 * waiting goes out together, at once; a small answer is then one chunk. A failure on the way closes what is open and ends the body in `"success":false` and an error, so it is
 * valid JSON at all events, and a part of a list can never pass for the whole.
 * @param onFailure is told of the failure and gives the public text
 */
export async function* jsonStream(
  organizations: Organizations,
  onFailure: (error: unknown) => string,
): AsyncGenerator<Buffer, void, undefined> {
  const writer = new ChunkWriter();
  const chunks = gather(organizations, onFailure, writer);
  const next = chunks.next();
  // Whatever needs no reading is done before the event loop goes on
  const isWaiting = await Promise.race([next.then(() => false), setImmediate(true)]);
  const early = isWaiting ? writer.take() : undefined;
  if (early !== undefined) yield early;
  const { value } = await next;
  if (value !== undefined) yield value;
  yield* chunks;
}

/** Each chunk as soon as it is full, and the last. */
async function* gather(
  organizations: Organizations,
  onFailure: (error: unknown) => string,
  writer: ChunkWriter,
): AsyncGenerator<Buffer, void, undefined> {
  writer.add('{"organizations":[');
  let close = '';
  let separator = '';
  let end = '],"success":true}';
  try {
    for await (const organization of organizations) {
      // Goes out with the first fragment only: an organization that fails before it leaves nothing to close
      let opening = separator;
      for await (const fragment of organization) {
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
