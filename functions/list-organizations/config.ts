import * as z from 'zod/mini';

/**
 * The list function's environment variables. The stack writes them and the handler parses them, both with this schema.
 */
export const listOrganizationsEnvironmentSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  /** Origins whose pages may read responses, separated by spaces. `*` allows all, empty none. */
  ALLOWED_ORIGINS: z.string(),
  /** `stream` for a streaming integration; `buffered` if the caller does not support streams, such as `sam local`. */
  RESPONSE_MODE: z.enum(['stream', 'buffered']),
  /** The CloudWatch namespace of the metrics. */
  METRICS_NAMESPACE: z.string().check(z.minLength(1)),
});

export type ListOrganizationsEnvironment = z.infer<typeof listOrganizationsEnvironmentSchema>;
