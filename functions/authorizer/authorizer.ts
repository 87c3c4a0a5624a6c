import * as z from 'zod/mini';
import { type Authentication, authenticate } from '../../lib/auth/authenticate.ts';
import type { RequestHeaders } from '../../lib/auth/credential.ts';
import { nameOfPrincipal, toAuthorizerContext } from '../../lib/auth/principal.ts';
import { DENIAL_CONTEXT_KEY, DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import type { Telemetry } from '../../lib/telemetry/telemetry.ts';

/** The used part of a REQUEST authorizer's event. Emulators omit `multiValueHeaders`. */
const eventSchema = z.object({
  methodArn: z.string(),
  headers: z.nullish(z.record(z.string(), z.string())),
  multiValueHeaders: z.nullish(z.record(z.string(), z.array(z.string()))),
  requestContext: z.optional(z.object({ requestId: z.optional(z.string()) })),
});

type Event = z.infer<typeof eventSchema>;

/** The response of an API Gateway Lambda authorizer: a policy for the requested method, and the context. */
export type AuthorizerAnswer = {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly [
      { readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string },
    ];
  };
  readonly context: Readonly<Record<string, string>>;
};

/**
 * Allows a request and passes the principal on, or denies it with one of a fixed set of texts.
 * @throws if the caller cannot be authenticated because of an outage or a defect. API Gateway then answers 503, not 401
 */
export const authorize = async (
  event: unknown,
  authentication: Authentication,
  telemetry: Telemetry,
): Promise<AuthorizerAnswer> => {
  const { methodArn, requestContext, ...request } = z.parse(eventSchema, event);
  const startedAt = authentication.now();
  const decision = await authenticate(headersOf(request), authentication);
  const fields = { requestId: requestContext?.requestId, durationMs: authentication.now() - startedAt };
  if ('principalKind' in decision) {
    telemetry.info('allowed', { ...fields, principal: nameOfPrincipal(decision) });
    return answer(nameOfPrincipal(decision), 'Allow', methodArn, toAuthorizerContext(decision));
  }
  const { denial, rule } = decision;
  telemetry.info('denied', { ...fields, denial, rule });
  telemetry.count(METRIC.denials, 1, { reason: denial });
  return answer('nobody', 'Deny', methodArn, { [DENIAL_CONTEXT_KEY]: DENIAL_TEXT[denial] });
};

const headersOf = ({ headers, multiValueHeaders }: Pick<Event, 'headers' | 'multiValueHeaders'>): RequestHeaders =>
  multiValueHeaders ?? Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, [value]]));

const answer = (
  principalId: string,
  effect: 'Allow' | 'Deny',
  methodArn: string,
  context: Readonly<Record<string, string>>,
): AuthorizerAnswer => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  },
  context,
});
