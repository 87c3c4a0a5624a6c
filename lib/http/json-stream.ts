import type { Fragment } from '../contract/fragment.ts';
import { ChunkWriter } from './chunk-writer.ts';

/**
 * The body of an answer, in chunks: `{"organizations":[…],"success":true}`, with `success` last. The first fragment goes
 * out at once. A failure on the way closes what is open and ends the body in `"success":false` and an error, so it is
 * valid JSON at all events, and a part of a list can never pass for the whole.
 * @param onFailure is told of the failure and gives the public text
 */
export async function* jsonStream(
  organizations: AsyncIterable<AsyncIterable<Fragment>>,
  onFailure: (error: unknown) => string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new ChunkWriter();
  writer.add('{"organizations":[');
  let close = '';
  let separator = '';
  let isFirst = true;
  let end = '],"success":true}';
  try {
    for await (const organization of organizations) {
      // goes out with the first fragment only: an organization that fails before it leaves nothing to close
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
        const first = isFirst ? writer.take() : undefined;
        if (first !== undefined) yield first;
        isFirst = false;
      }
      separator = ',';
    }
  } catch (error) {
    end = `${close}],"success":false,"error":${JSON.stringify(onFailure(error))}}`;
  }
  for (const chunk of [writer.add(end), writer.take()]) if (chunk !== undefined) yield chunk;
}
