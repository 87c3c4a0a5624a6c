import * as z from 'zod/mini';

/** The authorizer's environment variables. The stack writes them, the handler parses them, both by this schema. */
export const authorizerEnvironmentSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  /** The `iss` that every token must carry, to the letter. */
  ISSUER: z.url(),
  /** The `aud` that every token must carry. */
  AUDIENCE: z.string().check(z.minLength(1)),
  /** Where the issuer publishes its keys. */
  JWKS_URI: z.url(),
  /** The name of the claim with the user's id. */
  USER_ID_CLAIM: z.string().check(z.minLength(1)),
  /** Whether it is recorded when an API key was last used. */
  RECORD_KEY_USE: z.enum(['true', 'false']),
  /** Of the metrics. */
  METRICS_NAMESPACE: z.string().check(z.minLength(1)),
});

export type AuthorizerEnvironment = z.infer<typeof authorizerEnvironmentSchema>;
