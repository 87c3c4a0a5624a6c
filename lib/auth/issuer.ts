import * as z from 'zod/mini';

const createText = () => z.string().check(z.minLength(1));
const createTexts = () => z.array(createText()).check(z.minLength(1));

/**
 * Whose tokens are accepted, and how, as a list of any length. Options that it does not know are refused. The schema is made
 * when it is used: the short form of one issuer has no need of it at a cold start.
 */
export const createIssuersSchema = () =>
  z.array(
    z.strictObject({
      /** The `iss` that a token must carry, exactly as it is here. A URL, unless `jwksUri` is given. */
      issuer: createText(),
      /** The `aud` of a token must be one of these, or an array that holds one of them. */
      audiences: createTexts(),
      /** A token without any `aud` is accepted if its `client_id` is one of these. Absent: none. */
      clientIds: z.exactOptional(createTexts()),
      /** Where the issuer publishes its keys. Absent: where its discovery document says. */
      jwksUri: z.exactOptional(z.url()),
      /** The claim that names the user. */
      userClaim: createText(),
      /** `id`: the claim is the user's own id, a positive integer. `linked`: an identity that was linked to a user. */
      users: z.enum(['id', 'linked']),
      /** Claims by name, each with its accepted values. */
      require: z.exactOptional(z.record(createText(), createTexts())),
      /** Tokens issued at or before this time are refused. */
      tokensValidFrom: z.exactOptional(z.iso.datetime()),
    }),
  );

export type Issuer = z.infer<ReturnType<typeof createIssuersSchema>>[number];
