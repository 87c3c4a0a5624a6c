/** The local stack cannot start or go on. The message is a sentence for whoever started it. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
  /** Where in the sources the cause is, as `file:line:column`; undefined where it is not in them. */
  readonly place: string | undefined;

  constructor(message: string, place?: string) {
    super(message);
    this.place = place;
  }
}
