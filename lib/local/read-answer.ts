import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';

/** Lambda's limit for an answer that is not streamed, in bytes. */
const LARGEST_ANSWER = 6 * 1024 * 1024;

const failureSchema = z.object({ errorType: z.string(), errorMessage: z.string() });

/** A function failed before it answered. The message is the function's own. */
export class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure';
}

/**
 * What a function returned, parsed from JSON.
 * @throws FunctionFailure when it failed; Error when it ended in the middle, or returned more than 6 MB
 */
export const readAnswer = async (message: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error('The function returned more than 6 MB');
  }
  const answer: unknown = JSON.parse(Buffer.concat(chunks).toString());
  if (message.statusCode === 200) return answer;
  throw new FunctionFailure(z.parse(failureSchema, answer).errorMessage);
};
