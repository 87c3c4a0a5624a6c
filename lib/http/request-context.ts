import * as z from 'zod/mini';

const eventSchema = z.catch(
  z.object({
    requestContext: z.object({
      requestId: z.catch(z.string(), 'unknown'),
      authorizer: z.catch(z.object({ principalId: z.optional(z.string()) }), {}),
    }),
  }),
  { requestContext: { requestId: 'unknown', authorizer: {} } },
);

/**
 * The log fields of a request; also for a malformed event. `requestId` is API Gateway's, which the client sees, too.
 * `principal` is the authorizer's `principalId`, such as `user:12` or `key:42/3`.
 */
export const logFieldsOf = (event: unknown) => {
  const { requestId, authorizer } = z.parse(eventSchema, event).requestContext;
  return { requestId, principal: authorizer.principalId };
};
