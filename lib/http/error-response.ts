import { ERROR_TEXT, type ErrorCode, errorCodeOf, OUTAGE_CODES } from '../contract/errors.ts';
import { RETRY_AFTER_SECONDS } from '../contract/headers.ts';

/** A query parameter has a value that is not accepted. The message is sent to the caller. */
export class BadParameterError extends Error {
  readonly code: ErrorCode = 'bad-parameter';
  override readonly name = 'BadParameterError';
}

/** What the caller sees of an error. */
export type PublicError = {
  readonly status: 400 | 500 | 503;
  /** The contract's `error` text. It says nothing about internals. */
  readonly text: string;
  /** For metrics and logs. */
  readonly code: ErrorCode;
};

/** Converts an error to what the caller sees of it. No other code does. An unknown error becomes an internal one. */
export const toPublicError = (error: unknown): PublicError => {
  const code = errorCodeOf(error);
  // Checked by class, not by code, because its message is published
  if (error instanceof BadParameterError) return { status: 400, text: error.message, code };
  if (OUTAGE_CODES.has(code)) return { status: 503, text: ERROR_TEXT.unavailable, code };
  return { status: 500, text: ERROR_TEXT.internal, code };
};

/** @param headers the headers of every response */
export const toErrorResponse = ({ status, text }: PublicError, headers: Readonly<Record<string, string>>) => ({
  statusCode: status,
  headers: status === 503 ? { ...headers, 'retry-after': String(RETRY_AFTER_SECONDS) } : headers,
  body: JSON.stringify({ success: false, error: text }),
});
