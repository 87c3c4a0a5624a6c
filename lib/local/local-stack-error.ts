/** The local stack cannot start or go on. The message is a sentence for whoever started it. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
}
