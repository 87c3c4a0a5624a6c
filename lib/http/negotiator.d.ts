/** The part of negotiator that is used here. Its published types lack `preferred`. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { readonly headers: Readonly<Record<string, string>> });
    /**
     * The encodings that the client accepts, highest weight first.
     * @param available undefined: all encodings of the header, and `identity` unless it is refused
     * @param options `preferred` decides among equal weights
     */
    encodings(available: undefined, options: { readonly preferred: readonly string[] }): string[];
  }
}
