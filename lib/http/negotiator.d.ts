/** What is used of negotiator. Its published types do not know `preferred`. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { readonly headers: Readonly<Record<string, string>> });
    /**
     * The encodings that the client accepts, by its weights, the highest first.
     * @param available undefined: all that the header names, and `identity` unless it is refused
     * @param options decides among equal weights
     */
    encodings(available: undefined, options: { readonly preferred: readonly string[] }): string[];
  }
}
