/** A piece of one organization's JSON text, and what would close the organization if nothing followed it. */
export type Fragment = { readonly text: string; readonly close: string };

/** After the first, which goes out at once, pieces are gathered to about this many characters. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * The body of an answer, in chunks: `{"organizations":[…],"success":true}`, with `success` last. A failure on the way
 * closes what is open and ends the body in `"success":false` and an error, so it is valid JSON at all events, and a
 * part of a list can never pass for the whole.
 * @param onFailure is told of the failure and gives the public text
 */
export async function* jsonStream(
  organizations: AsyncIterable<AsyncIterable<Fragment>>,
  onFailure: (error: unknown) => string,
): AsyncGenerator<string, void, undefined> {
  let chunk = '{"organizations":[';
  let close = '';
  let separator = '';
  let threshold = 0;
  try {
    for await (const organization of organizations) {
      for await (const fragment of organization) {
        chunk += separator + fragment.text;
        separator = '';
        close = fragment.close;
        if (chunk.length > threshold) {
          yield chunk;
          chunk = '';
          threshold = CHUNK_LENGTH;
        }
      }
      separator = ',';
    }
    chunk += '],"success":true}';
  } catch (error) {
    chunk += `${close}],"success":false,"error":${JSON.stringify(onFailure(error))}}`;
  }
  yield chunk;
}
