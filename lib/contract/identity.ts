import { createHash } from 'node:crypto';

/** What an issuer calls a person: the value of one of its claims, a text that is not empty and is compared byte by byte. */
export type Identity = {
  /** The `iss` of its tokens, exactly as it is there. */
  readonly issuer: string;
  readonly claim: string;
  readonly value: string;
};

/**
 * What an identity is stored and looked up by: the SHA-256 of the JSON text `[issuer, claim, value]`, in hexadecimal. As
 * JSON, no two identities have the same text.
 */
export const hashIdentity = ({ issuer, claim, value }: Identity): string =>
  createHash('sha256')
    .update(JSON.stringify([issuer, claim, value]))
    .digest('hex');
