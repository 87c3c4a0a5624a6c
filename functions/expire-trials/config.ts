import * as z from 'zod/mini';

/** The function's environment variables. The stack writes them and the handler parses them, both with this schema. */
export const expireTrialsEnvironmentSchema = z.object({
  TABLE_NAME: z.string().check(z.minLength(3)),
  /** The CloudWatch namespace of the metrics. */
  METRICS_NAMESPACE: z.string().check(z.minLength(1)),
});

export type ExpireTrialsEnvironment = z.infer<typeof expireTrialsEnvironmentSchema>;
