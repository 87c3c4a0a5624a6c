import * as z from 'zod/mini';

/** The list function's environment variables. The stack writes them, the handler parses them, both by this schema. */
export const listOrganizationsEnvironmentSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  /** Origins that may read answers in a browser, separated by spaces; `*` is all, empty is none. */
  ALLOWED_ORIGINS: z.string(),
  /** `stream` behind a streaming integration; `buffered` where the caller knows none, such as `sam local`. */
  RESPONSE_MODE: z.enum(['stream', 'buffered']),
  /** Of the metrics. */
  METRICS_NAMESPACE: z.string().check(z.minLength(1)),
});

export type ListOrganizationsEnvironment = z.infer<typeof listOrganizationsEnvironmentSchema>;
