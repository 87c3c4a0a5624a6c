import { ERROR_TEXT, type ErrorCode, errorCodeOf, OUTAGE_CODES } from '../contract/errors.ts';
import { RETRY_AFTER_SECONDS } from '../contract/headers.ts';

/** A query parameter has a value that is not accepted. The message is for the caller. */
export class BadParameterError extends Error {
  readonly code: ErrorCode = 'bad-parameter';
  override readonly name = 'BadParameterError';
}

/** How an error looks from outside. */
export type PublicError = {
  readonly status: 400 | 500 | 503;
  /** The contract's `error` text; nothing about internals. */
  readonly text: string;
  /** For metrics and logs. */
  readonly code: ErrorCode;
};

/** The one place where an error becomes what the caller is told of it. What is not known here is an internal error. */
export const toPublicError = (error: unknown): PublicError => {
  const code = errorCodeOf(error);
  // By its class, because its message is published
  if (error instanceof BadParameterError) return { status: 400, text: error.message, code };
  if (OUTAGE_CODES.has(code)) return { status: 503, text: ERROR_TEXT.unavailable, code };
  return { status: 500, text: ERROR_TEXT.internal, code };
};

/** @param headers those that every answer has */
export const toErrorResponse = ({ status, text }: PublicError, headers: Readonly<Record<string, string>>) => ({
  statusCode: status,
  headers: status === 503 ? { ...headers, 'retry-after': String(RETRY_AFTER_SECONDS) } : headers,
  body: JSON.stringify({ success: false, error: text }),
});
