import { createDynaliteError } from './dynalite-error.ts';
import type { TransactionRequest } from './parse-transaction.ts';

/** As long as DynamoDB does, in milliseconds. A process that has ended remembers nothing. */
const REMEMBERED_MS = 10 * 60 * 1000;

type Remembered = { readonly text: string; readonly since: number; readonly answer: object | undefined };

/**
 * Makes a transaction with a token once: the same request with the same token gets the same answer again.
 * @param transact makes a transaction
 * @param now milliseconds since 1970
 * @throws from the returned function: what `transact` throws, after which the token is free again; an error as dynalite gives it
 *   for another request with the token, and while the first one is in progress
 */
export const rememberTransactions = (
  transact: (request: TransactionRequest) => Promise<object>,
  now: () => number = Date.now,
) => {
  const byToken = new Map<string, Remembered>();
  return async (request: TransactionRequest): Promise<object> => {
    const { ClientRequestToken: token } = request;
    if (token === undefined) return transact(request);
    for (const [other, { since }] of byToken) if (now() - since > REMEMBERED_MS) byToken.delete(other);
    const text = JSON.stringify(request);
    const before = byToken.get(token);
    if (before !== undefined) return answerAgain(before, text);
    byToken.set(token, { text, since: now(), answer: undefined });
    try {
      const answer = await transact(request);
      byToken.set(token, { text, since: now(), answer });
      return answer;
    } catch (error) {
      byToken.delete(token);
      throw error;
    }
  };
};

const answerAgain = (before: Remembered, text: string): object => {
  if (before.text !== text) {
    throw createDynaliteError('IdempotentParameterMismatchException', 'The token belongs to another transaction');
  }
  if (before.answer === undefined) {
    throw createDynaliteError('TransactionInProgressException', 'The transaction is in progress');
  }
  return before.answer;
};
