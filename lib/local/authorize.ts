import * as z from 'zod/mini';
import type { FunctionProcess } from './function-process.ts';
import { type Call, createAuthorizerEvent, methodArn } from './gateway-event.ts';
import { GatewayFault } from './gateway-response.ts';
import { FunctionFailure, readAnswer } from './read-answer.ts';

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value: string | string[]) => [value].flat()),
);

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
const decisionSchema = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Version: z.string(),
    Statement: z.array(z.object({ Effect: z.enum(['Allow', 'Deny']), Action: texts, Resource: texts })),
  }),
  context: z._default(z.record(z.string(), z.coerce.string()), {}),
});

type Statement = z.infer<typeof decisionSchema>['policyDocument']['Statement'][number];

const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

/** As IAM decides: something allows it, and nothing denies it. */
const isAllowed = (statements: readonly Statement[], resource: string) => {
  const effects = statements
    .filter(({ Action }) => Action.some((pattern) => matches(pattern, 'execute-api:Invoke')))
    .filter(({ Resource }) => Resource.some((pattern) => matches(pattern, resource)))
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
};

/**
 * Asks the authorizer.
 * @returns its context, as the integration gets it
 * @throws GatewayFault when it does not allow the call, or gives no proper answer
 */
export const authorize = async (
  call: Call,
  authorizer: FunctionProcess,
  signal: AbortSignal,
): Promise<Record<string, string>> => {
  const decision = decisionSchema.safeParse(await ask(call, authorizer, signal));
  if (!decision.success) throw new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR', { cause: decision.error });
  const { principalId, policyDocument, context } = decision.data;
  const passedOn = { ...context, principalId };
  if (isAllowed(policyDocument.Statement, methodArn(call))) return passedOn;
  throw new GatewayFault('ACCESS_DENIED', { authorizer: passedOn });
};

const ask = async (call: Call, authorizer: FunctionProcess, signal: AbortSignal) => {
  const { requestId } = call;
  try {
    return await readAnswer(await authorizer.invoke({ event: createAuthorizerEvent(call), requestId, signal }));
  } catch (error) {
    const isRefusal = error instanceof FunctionFailure && error.message === 'Unauthorized';
    throw new GatewayFault(isRefusal ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE', { cause: error });
  }
};
