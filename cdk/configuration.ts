import * as z from 'zod';
import { type Context, contextSchema, EXAMPLE, type Name } from './context.ts';
import { CONTRADICTIONS } from './contradictions.ts';
import { ENVIRONMENTS } from './environments.ts';
import { findIssuerFaults } from './issuer-faults.ts';
import { issuersOf } from './issuers.ts';
import { nearestName } from './nearest-name.ts';

/** The CDK context, checked and completed. */
export type Configuration = ReturnType<typeof complete>;

const complete = (given: Context) => {
  const { issuer, audience, jwksUri, userIdClaim, users, issuers, environment, canary, ...context } = given;
  const preset = ENVIRONMENTS[environment];
  // Each request needs two functions for some 100 ms: this keeps below half of Lambda's 1000 at once per account.
  const { requestsPerSecond = 500 } = context;
  return {
    ...context,
    ...preset,
    environment,
    canary: context.target === 'aws' && (canary ?? preset.canary),
    webAcl: context.webAcl ?? false,
    recordKeyUse: context.recordKeyUse ?? true,
    requestsPerSecond,
    // A fifth of what the stage allows, over the five minutes that the web ACL looks at.
    requestsPerCredential: context.requestsPerCredential ?? Math.max(10, requestsPerSecond * 60),
    issuers: issuersOf(given),
  };
};

/** Its message is for the operator: every name that is missing or wrong, each with an example. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

type Fault = {
  readonly name: Name;
  readonly error: string;
  readonly instead?: string;
};

const MISSING = 'is missing';

/** With quotation marks where a shell would take the example for something else. */
const describe = ({ name, error, instead = `${name}=${EXAMPLE[name]}` }: Fault) =>
  `${name} ${error}. Example: -c ${instead.includes('"') ? `'${instead}'` : instead}`;
const isName = (name: string): name is Name => Object.hasOwn(EXAMPLE, name);

const findFaults = (context: RawContext, result: z.ZodSafeParseResult<Context>): Fault[] => {
  const missing = (['issuer', 'audience'] as const)
    .filter((name) => context['issuers'] === undefined && context[name] === undefined)
    .map((name) => ({ name, error: MISSING }));
  if (!result.success) return [...missing, ...result.error.issues.map(toFault)];
  if (missing.length > 0) return missing;
  return [...CONTRADICTIONS.filter(({ contradicts }) => contradicts(result.data)), ...findIssuerFaults(result.data)];
};

const toFault = ({ path: [name, index, ...path], message }: z.core.$ZodIssue): Fault => {
  const entry = typeof index === 'number' && name === 'issuers' ? `(${nameOfEntry(index, path)}) ` : '';
  return { name: z.parse(contextSchema.keyof(), name), error: entry + message };
};

const nameOfEntry = (index: number, path: readonly PropertyKey[]) =>
  [`entry ${index + 1}`, ...path.map(String)].join(', ');

/** CDK's context as it is given. The names of CDK's own have a `:`, a `/` or a hyphen. */
type RawContext = Readonly<Record<string, unknown>>;

const describeUnknown = (name: string) => {
  const names = Object.keys(EXAMPLE);
  const meant = nearestName(name, names);
  return `Unknown context name ${name}. ${meant ? `Did you mean ${meant}?` : `The names are ${names.join(', ')}`}`;
};

const refuse = (context: RawContext, faults: readonly Fault[]) => {
  const unknown = Object.keys(context).filter((name) => /^\w+$/.test(name) && !isName(name));
  const sentences = [...unknown.map(describeUnknown), ...faults.map(describe)];
  if (sentences.length === 0) return;
  const lines = [...new Set(sentences)].map((sentence) => `  ${sentence}`);
  throw new ConfigurationError(['The CDK context needs a correction:', ...lines].join('\n'));
};

/**
 * Reads everything that a deployment needs.
 * @throws {ConfigurationError} naming everything that is unknown, missing or wrong; then, what is contradictory
 */
export const parseConfiguration = (context: RawContext): Configuration => {
  const result = contextSchema.safeParse(context);
  refuse(context, findFaults(context, result));
  return complete(z.parse(contextSchema, context));
};

/**
 * Reads which stack is meant, and in which region, for the commands that deploy nothing.
 * @throws {ConfigurationError} naming what is unknown or wrong; nothing needs to be given
 */
export const parseStackIdentity = (context: RawContext) => {
  const faults = findFaults(context, contextSchema.safeParse(context));
  refuse(
    context,
    faults.filter(({ error }) => error !== MISSING),
  );
  return z.parse(contextSchema.pick({ stackName: true, region: true }), context);
};
