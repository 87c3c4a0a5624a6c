/** The text is not JSON, or ends too early. */
export class BrokenJsonError extends Error {
  override readonly name = 'BrokenJsonError';
}
