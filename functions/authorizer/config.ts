import * as z from 'zod/mini';
import { createIssuersSchema, type Issuer } from '../../lib/auth/issuer.ts';

export type { Issuer };

const text = z.string().check(z.minLength(1));

/** The short form, as version 1 had it: one issuer, whose claim is the user's own id. */
const oneIssuerSchema = z.object({
  /** The `iss` that every token must carry, to the letter. */
  ISSUER: text,
  /** The `aud` that every token must carry. */
  AUDIENCE: text,
  /** Where the issuer publishes its keys. */
  JWKS_URI: z.url(),
  /** The name of the claim with the user's id. */
  USER_ID_CLAIM: text,
});

/** Any number of issuers as JSON; it counts alone where it is given. */
const issuersSchema = z.object({ ISSUERS: text });

/** The authorizer's other environment variables. The stack writes them, the handler parses them, both by this schema. */
export const authorizerEnvironmentSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  /** Whether it is recorded when an API key was last used. */
  RECORD_KEY_USE: z.enum(['true', 'false']),
  /** Of the metrics. */
  METRICS_NAMESPACE: text,
});

export type IssuerVariables = z.infer<typeof oneIssuerSchema> | z.infer<typeof issuersSchema>;
export type AuthorizerEnvironment = z.infer<typeof authorizerEnvironmentSchema> & IssuerVariables;

/**
 * The issuers whose tokens are accepted, from the environment.
 * @throws SyntaxError or z.core.$ZodError when there is none of the two forms
 */
export const parseIssuers = (environment: unknown): Issuer[] => {
  const list = z.safeParse(issuersSchema, environment);
  if (list.success) return z.parse(createIssuersSchema(), JSON.parse(list.data.ISSUERS));
  const { ISSUER, AUDIENCE, JWKS_URI, USER_ID_CLAIM } = z.parse(oneIssuerSchema, environment);
  return [{ issuer: ISSUER, audiences: [AUDIENCE], jwksUri: JWKS_URI, userClaim: USER_ID_CLAIM, users: 'id' }];
};
