import * as z from 'zod';
import { type Context, contextSchema, EXAMPLE, type Name } from './context.ts';
import { CONTRADICTIONS } from './contradictions.ts';
import { ENVIRONMENTS } from './environments.ts';

/** The CDK context, checked and completed. */
export type Configuration = ReturnType<typeof complete>;

const complete = ({ jwksUri, environment, canary, ...context }: Context) => {
  const preset = ENVIRONMENTS[environment];
  return {
    ...context,
    ...preset,
    environment,
    canary: context.target === 'aws' && (canary ?? preset.canary),
    webAcl: context.webAcl ?? false,
    // Of two regions that write one item the later one wins it whole: a use recorded in one could undo a revocation in another.
    recordKeyUse: context.recordKeyUse ?? (context.replicas.length === 0 && context.existingTable === undefined),
    // Each request needs two functions for some 100 ms: this keeps below half of Lambda's 1000 at once per account.
    requestsPerSecond: context.requestsPerSecond ?? 500,
    jwksUri: jwksUri ?? `${context.issuer.replace(/\/+$/, '')}/.well-known/jwks.json`,
  };
};

/** Its message is for the operator: every name that is missing or wrong, each with an example. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

interface Fault {
  readonly name: Name;
  readonly error: string;
  readonly instead?: string;
}

const describe = ({ name, error, instead = `${name}=${EXAMPLE[name]}` }: Fault) =>
  `${name} ${error}. Example: -c ${instead}`;
const isName = (name: string): name is Name => Object.hasOwn(EXAMPLE, name);

const findFaults = (context: Readonly<Record<string, unknown>>, result: z.ZodSafeParseResult<Context>): Fault[] => {
  if (result.success) return CONTRADICTIONS.filter(({ contradicts }) => contradicts(result.data));
  return result.error.issues.map(({ path: [name], message }) => ({
    name: z.parse(contextSchema.keyof(), name),
    error: context[String(name)] === undefined ? 'is missing' : message,
  }));
};

/**
 * Reads the stack's names from CDK's context. The others in there, of CDK's own, have a `:`, a `/` or a hyphen.
 * @throws {ConfigurationError} naming everything that is unknown, missing or wrong; then, what is contradictory
 */
export const parseConfiguration = (context: Readonly<Record<string, unknown>>): Configuration => {
  const result = contextSchema.safeParse(context);
  const names = Object.keys(EXAMPLE).join(', ');
  const unknown = Object.keys(context).filter((name) => /^\w+$/.test(name) && !isName(name));
  const sentences = [
    ...unknown.map((name) => `${name} is no name of this context. The names are ${names}`),
    ...findFaults(context, result).map(describe),
  ];
  if (result.success && sentences.length === 0) return complete(result.data);
  const lines = [...new Set(sentences)].map((sentence) => `  ${sentence}`);
  throw new ConfigurationError(['The CDK context needs a correction:', ...lines].join('\n'));
};
