import * as z from 'zod/mini';
import { apiKeyRoleSchema } from '../contract/model.ts';

/** API Gateway hands the authorizer's context on as strings, whatever it was given. */
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
 * Who the caller is, as the authorizer decided it. Behind the authorizer this is all that is known of them; nothing
 * there sees a credential. `principalKind` is also the name it travels by.
 */
export type Principal = z.infer<typeof principalSchema>;

/** The principal as the authorizer's context: flat strings, the only form that API Gateway passes on. */
export const toAuthorizerContext = (principal: Principal): Record<string, string> =>
  Object.fromEntries(Object.entries(principal).map(([name, value]) => [name, String(value)]));

/**
 * The principal from the authorizer's context of an event. Other entries, such as API Gateway's own
 * `integrationLatency`, are ignored.
 * @throws z.core.$ZodError when the context is no principal; there is no default
 */
export const fromAuthorizerContext = (context: unknown): Principal => z.parse(principalSchema, context);

/** A name for logs and for API Gateway's `principalId`: `user:12`, or `key:42/3` for a key of organization 42. */
export const nameOfPrincipal = (principal: Principal): string =>
  principal.principalKind === 'user'
    ? `user:${principal.userId}`
    : `key:${principal.organizationId}/${principal.keyId}`;
