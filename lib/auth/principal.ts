import * as z from 'zod/mini';
import { apiKeyRoleSchema } from '../contract/model.ts';

/** API Gateway passes every value of the authorizer's context on as a string. */
const idText = z.pipe(
  z.string().check(z.regex(/^(0|[1-9]\d{0,15})$/)),
  z.pipe(
    z.transform((text: string) => Number(text)),
    z.int(),
  ),
);

const principalSchema = z.discriminatedUnion('principalKind', [
  z.object({
    principalKind: z.literal('apiKey'),
    keyId: idText,
    organizationId: idText,
    role: apiKeyRoleSchema,
  }),
  z.object({ principalKind: z.literal('user'), userId: idText }),
]);

/**
 * The caller, as the authorizer identified it. Code behind the authorizer knows nothing else about the caller and never
 * sees a credential. The property names are also those of the authorizer's context.
 */
export type Principal = z.infer<typeof principalSchema>;

/** Encodes a principal as the authorizer's context. API Gateway passes on flat values only. */
export const toAuthorizerContext = (principal: Principal): Record<string, string> =>
  Object.fromEntries(Object.entries(principal).map(([name, value]) => [name, String(value)]));

/**
 * Decodes the principal from the authorizer's context of an event. Other entries, such as API Gateway's
 * `integrationLatency`, are ignored.
 * @throws z.core.$ZodError if the context holds no valid principal; there is no default
 */
export const fromAuthorizerContext = (context: unknown): Principal => z.parse(principalSchema, context);

/** A name for logs and for API Gateway's `principalId`: `user:12`, or `key:42/3` for a key of organization 42. */
export const nameOfPrincipal = (principal: Principal): string =>
  principal.principalKind === 'user'
    ? `user:${principal.userId}`
    : `key:${principal.organizationId}/${principal.keyId}`;
