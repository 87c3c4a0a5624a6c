import type { ErrorCode } from '../contract/errors.ts';

/**
 * The table did not answer in time, or its answer cannot be used: throttled, unreachable, cut off, 5xx, malformed. A later
 * attempt may succeed. The cause is for the log only.
 */
export class TableUnavailableError extends Error {
  readonly code: ErrorCode = 'table-unavailable';
  override readonly name = 'TableUnavailableError';
}

/** The table refused the request itself: no permission, no such table, invalid. Only an operator can help. */
export class TableRefusedError extends Error {
  readonly code: ErrorCode = 'table-refused';
  override readonly name = 'TableRefusedError';
}

/**
 * Whether the table refused one request for what is in it, such as an item that has become too large: every other request may
 * be accepted. DynamoDB's reason is the cause's message.
 */
export const isInvalidRequest = (error: unknown): error is TableRefusedError & { readonly cause: Error } =>
  error instanceof TableRefusedError && error.cause instanceof Error && error.cause.name === 'ValidationException';

/** A stored item breaks its schema. It is named by its key and the attribute's path; its values are not repeated. */
export class BrokenItemError extends Error {
  readonly code: ErrorCode = 'broken-item';
  override readonly name = 'BrokenItemError';
  readonly key: string;
  readonly path: string;

  constructor(key: string, path: string, expected: string) {
    super(`the item ${key} is broken: ${path} is not ${expected}`);
    this.key = key;
    this.path = path;
  }
}
