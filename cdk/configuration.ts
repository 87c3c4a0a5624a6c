import * as z from 'zod';
import { ANY_ORIGIN } from '../lib/http/route.ts';

/** What to write for each name of the context; shown wherever that name is missing or wrong. */
const EXAMPLE: Record<string, string> = {
  issuer: 'https://login.example.com',
  audience: 'organizations',
  jwksUri: 'https://login.example.com/.well-known/jwks.json',
  userIdClaim: 'sub',
  allowedOrigins: 'https://app.example.com,https://admin.example.com',
  environment: 'dev',
  target: 'sam',
};

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: ({ input }) => `must be ${values.join(' or ')}, not ${JSON.stringify(input)}` });

const text = () => z.string('must be a text').trim().min(1, 'is empty');

const webAddress = () => z.url({ protocol: /^https?$/, error: 'must be a URL' });

const isOrigin = (value: string) =>
  /^https?:\/\/[\w.:[\]-]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value;

/** `-c allowedOrigins=…` arrives as a string, cdk.json may hold an array. */
const toList = (value: unknown) => {
  if (typeof value !== 'string') return value;
  if (!value.trimStart().startsWith('[')) return value.split(/[\s,]+/).filter((part) => part !== '');
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const origins = () => {
  const error = `must be origins (scheme, host and port, without a path), or ${ANY_ORIGIN} alone`;
  const isAny = (list: string[]) => list.length === 1 && list[0] === ANY_ORIGIN;
  return z.array(z.string(error), error).refine((list) => isAny(list) || list.every(isOrigin), error);
};

const isSafe = (environment: unknown, address: unknown) =>
  environment === 'dev' || typeof address !== 'string' || !/^http:/i.test(address);

/** Runs even when other fields are wrong, so that everything wrong is reported at once. */
const requireHttps = (name: 'issuer' | 'jwksUri') => ({
  path: [name],
  error: 'must be https, unless environment is dev',
  when: () => true,
});

/**
 * The CDK context, whole. Without a default, a name is required. `allowedOrigins` is `[]` for none and `['*']` for all.
 * `target=sam` is the variant for `sam local`, which knows neither streaming nor, on most machines, arm64.
 */
const configurationSchema = z
  .object({
    issuer: webAddress(),
    audience: text(),
    jwksUri: webAddress().optional(),
    userIdClaim: text().default('sub'),
    allowedOrigins: z.preprocess(toList, origins().default([])),
    environment: oneOf(['dev', 'prod']).default('prod'),
    target: oneOf(['aws', 'sam']).default('aws'),
  })
  .refine(({ environment, issuer }) => isSafe(environment, issuer), requireHttps('issuer'))
  .refine(({ environment, jwksUri }) => isSafe(environment, jwksUri), requireHttps('jwksUri'))
  .transform(({ jwksUri, ...rest }) => ({
    ...rest,
    jwksUri: jwksUri ?? `${rest.issuer.replace(/\/+$/, '')}/.well-known/jwks.json`,
  }));

export type Configuration = z.infer<typeof configurationSchema>;

/** The names that {@link parseConfiguration} looks at. */
export const CONFIGURATION_NAMES = Object.keys(EXAMPLE);

/** Its message is for the operator: every name that is missing or wrong, each with an example. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** @throws {ConfigurationError} naming everything that is missing or wrong. */
export const parseConfiguration = (context: Record<string, unknown>): Configuration => {
  const result = configurationSchema.safeParse(context);
  if (result.success) return result.data;
  const sentences = result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    const fault = context[name] === undefined ? 'is missing' : message;
    return `  ${name} ${fault}. Example: -c ${name}=${EXAMPLE[name]}`;
  });
  throw new ConfigurationError(['The CDK context needs a correction:', ...new Set(sentences)].join('\n'));
};
