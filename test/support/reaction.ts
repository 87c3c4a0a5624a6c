import type { ServerResponse } from 'node:http';

/** What happens to a request that a proxy sees: passed on, answered here, or treated badly. */
export type Reaction =
  | 'pass'
  | 'hang'
  | 'reset'
  /** Passes the request on, and closes the connection instead of answering. */
  | 'lose'
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  /** Sends the first part of the true answer and then nothing (`stall`), or closes the connection (`cut`). */
  | 'stall'
  | 'cut'
  /** Changes the true answer. */
  | ((answer: Record<string, unknown>) => Record<string, unknown>);

type Truth = { readonly status: number; readonly text: string };

/** @param fetchTruth gets the true answer, where the reaction needs it */
export const react = async (
  reaction: Reaction,
  outgoing: ServerResponse,
  contentType: string,
  fetchTruth: () => Truth | Promise<Truth>,
): Promise<void> => {
  if (reaction === 'hang') return;
  if (reaction === 'reset') {
    outgoing.destroy();
    return;
  }
  if (typeof reaction === 'object') {
    outgoing.writeHead(reaction.status, { 'content-type': contentType, ...reaction.headers });
    outgoing.end(reaction.body);
    return;
  }
  const { status, text: truth } = await fetchTruth();
  if (reaction === 'lose') {
    outgoing.destroy();
    return;
  }
  const sent = typeof reaction === 'function' ? JSON.stringify(reaction(JSON.parse(truth))) : truth;
  const length = Buffer.byteLength(sent);
  outgoing.writeHead(status, { 'content-type': contentType, 'content-length': length });
  if (reaction !== 'stall' && reaction !== 'cut') {
    outgoing.end(sent);
    return;
  }
  outgoing.write(Buffer.from(sent).subarray(0, Math.floor(length / 2)), () => {
    if (reaction === 'cut') outgoing.destroy();
  });
};
