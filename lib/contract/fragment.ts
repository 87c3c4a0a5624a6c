/** The pieces that an answer is made of. */

/** Text, or bytes that were made of text before. */
export type Part = string | Uint8Array;

/** A piece of one organization's JSON, and what would close the organization if nothing followed it. */
export type Fragment = { readonly parts: readonly Part[]; readonly close: string };
