import * as z from 'zod/mini';

const quoted = z.pipe(
  z.string().check(z.regex(/^'[^']*'$/, 'only a text in single quotes is understood')),
  z.transform((text: string) => text.slice(1, -1)),
);

/** `method.response.header.vary: "'origin'"`, as `vary: 'origin'`. */
export const headers = (prefix: string) =>
  z.pipe(
    z._default(z.record(z.string().check(z.startsWith(prefix)), quoted), {}),
    z.transform((parameters: Record<string, string>) =>
      Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.slice(prefix.length), value])),
    ),
  );

export const jsonTemplate = z.optional(z.strictObject({ 'application/json': z.string() }));

/** The function that a URI of an integration or an authorizer names. */
export const lambdaUri = z.pipe(
  z.string().check(z.regex(/:function:[^:/]+[^/]*\/(invocations|response-streaming-invocations)$/)),
  z.transform((uri: string) => uri.replace(/^.*:function:([^:/]+).*$/, '$1')),
);

/** A function answers. */
export const proxyIntegrationSchema = z.strictObject({
  Type: z.literal('AWS_PROXY'),
  Uri: lambdaUri,
  ResponseTransferMode: z._default(z.enum(['STREAM', 'BUFFERED']), 'BUFFERED'),
  TimeoutInMillis: z._default(z.number(), 29_000),
  IntegrationHttpMethod: z.literal('POST'),
});

/** API Gateway answers by itself. */
export const mockIntegrationSchema = z.strictObject({
  Type: z.literal('MOCK'),
  /** What happens to a body without a template of its type; refused when NEVER, otherwise of no use to an answer. */
  PassthroughBehavior: z._default(z.enum(['NEVER', 'WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES']), 'WHEN_NO_MATCH'),
  RequestTemplates: z._default(z.record(z.string(), z.string()), {}),
  IntegrationResponses: z.tuple([
    z.strictObject({
      StatusCode: z.coerce.number(),
      ResponseParameters: headers('method.response.header.'),
      ResponseTemplates: jsonTemplate,
    }),
  ]),
});

export type ProxyIntegration = z.infer<typeof proxyIntegrationSchema>;
export type MockIntegration = z.infer<typeof mockIntegrationSchema>;
