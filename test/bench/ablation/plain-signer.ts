/** Stands in for `lib/table/signer.ts`: the SDK makes a signer for each request. */
export const keepSigner = (): void => undefined;
