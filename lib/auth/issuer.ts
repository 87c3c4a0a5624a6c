import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));
const texts = z.array(text).check(z.minLength(1));

/** Whose tokens are accepted, and how. Options that it does not know are refused. */
export const issuerSchema = z.strictObject({
  /** The `iss` that a token must carry, to the letter. A URL, unless `jwksUri` is given. */
  issuer: text,
  /** The `aud` of a token must be one of these, or an array that holds one of them. */
  audiences: texts,
  /** A token without any `aud` is accepted if its `client_id` is one of these. Absent: none. */
  clientIds: z.exactOptional(texts),
  /** Where the issuer publishes its keys. Absent: where its discovery document says. */
  jwksUri: z.exactOptional(z.url()),
  /** The claim that names the user. */
  userClaim: text,
  /** `id`: the claim is the user's own id, a positive integer. `linked`: an identity that was linked to a user. */
  users: z.enum(['id', 'linked']),
  /** Claims by name, each with its accepted values. */
  require: z.exactOptional(z.record(text, texts)),
  /** Tokens issued at or before this time are refused. */
  tokensValidFrom: z.exactOptional(z.iso.datetime()),
});

export type Issuer = z.infer<typeof issuerSchema>;
