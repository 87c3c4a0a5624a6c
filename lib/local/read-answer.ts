import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod/mini';

const failureSchema = z.object({ errorType: z.string(), errorMessage: z.string() });

/** A function failed before it answered. The message is the function's own. */
export class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure';
}

/**
 * What a function returned, parsed from JSON.
 * @throws FunctionFailure when it failed; Error when it ended in the middle
 */
export const readAnswer = async (message: IncomingMessage): Promise<unknown> => {
  const answer = await json(message);
  if (message.statusCode === 200) return answer;
  throw new FunctionFailure(z.parse(failureSchema, answer).errorMessage);
};
