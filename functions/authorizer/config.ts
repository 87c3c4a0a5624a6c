import * as z from 'zod/mini';
import { createIssuersSchema, type Issuer } from '../../lib/auth/issuer.ts';

export type { Issuer };

const text = z.string().check(z.minLength(1));

/** The short form, which version 1 used: one issuer whose claim is the user's own id. */
const oneIssuerSchema = z.object({
  /** The exact `iss` of every token. */
  ISSUER: text,
  /** The `aud` of every token. */
  AUDIENCE: text,
  /** Where the issuer publishes its keys. */
  JWKS_URI: z.url(),
  /** The claim with the user's id. */
  USER_ID_CLAIM: text,
});

/** Any number of issuers as JSON. If it is set, the short form is ignored. */
const issuersSchema = z.object({ ISSUERS: text });

/**
 * The authorizer's other environment variables. The stack writes them and the handler parses them, both with this
 * schema.
 */
export const authorizerEnvironmentSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  /** Whether to record when an API key was last used. */
  RECORD_KEY_USE: z.enum(['true', 'false']),
  /** The CloudWatch namespace of the metrics. */
  METRICS_NAMESPACE: text,
});

export type IssuerVariables = z.infer<typeof oneIssuerSchema> | z.infer<typeof issuersSchema>;
export type AuthorizerEnvironment = z.infer<typeof authorizerEnvironmentSchema> & IssuerVariables;

/**
 * Parses the issuers whose tokens are accepted from the environment.
 * @throws SyntaxError or z.core.$ZodError if neither form is present and valid
 */
export const parseIssuers = (environment: unknown): Issuer[] => {
  const list = z.safeParse(issuersSchema, environment);
  if (list.success) return z.parse(createIssuersSchema(), JSON.parse(list.data.ISSUERS));
  const { ISSUER, AUDIENCE, JWKS_URI, USER_ID_CLAIM } = z.parse(oneIssuerSchema, environment);
  return [{ issuer: ISSUER, audiences: [AUDIENCE], jwksUri: JWKS_URI, userClaim: USER_ID_CLAIM, users: 'id' }];
};
