import * as z from 'zod';
import { count, flag, listOf, matching, oneOf, origins, text, webAddress } from './context-values.ts';
import { ENVIRONMENTS } from './environments.ts';

/** What to write for each name of the context; shown wherever that name is missing or wrong. */
const EXAMPLE = {
  issuer: 'https://login.example.com',
  audience: 'organizations',
  jwksUri: 'https://login.example.com/.well-known/jwks.json',
  userIdClaim: 'sub',
  allowedOrigins: 'https://app.example.com,https://admin.example.com',
  environment: 'dev',
  target: 'sam',
  stackName: 'Organizations-staging',
  region: 'eu-central-1',
  existingTable: 'Organizations-TableOrganizations-1ABC',
  replicas: 'eu-west-1,us-east-1',
  tableKey: 'new',
  replicaKeys: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  domainName: 'api.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  webAcl: 'true',
  canary: 'false',
  requestsPerSecond: '500',
  reservedConcurrency: '400',
  alarmEmail: 'operations@example.com',
} as const;

type Name = keyof typeof EXAMPLE;

const region = (what: string) => matching(/^[a-z]{2}(-[a-z]+)+-\d$/, what);
const keyArn = (what: string) => matching(/^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, what);

const contextSchema = z.object({
  issuer: webAddress(),
  audience: text(),
  jwksUri: webAddress().optional(),
  userIdClaim: text().default('sub'),
  allowedOrigins: origins(),
  environment: oneOf(['dev', 'prod']).default('prod'),
  target: oneOf(['aws', 'sam']).default('aws'),
  stackName: matching(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'letters, digits and hyphens, at most 64').default(
    'Organizations',
  ),
  region: region('the name of a region').optional(),
  existingTable: matching(/^[\w.-]{3,255}$/, "a table's name").optional(),
  replicas: listOf(region('names of regions'), 'must be names of regions'),
  tableKey: z
    .union([z.literal('new'), keyArn('new, or the ARN of a KMS key')], 'must be new, or the ARN of a KMS key')
    .optional(),
  replicaKeys: listOf(keyArn('ARNs of KMS keys'), 'must be ARNs of KMS keys'),
  domainName: matching(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain name in lower case').optional(),
  certificateArn: matching(
    /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    'the ARN of an ACM certificate',
  ).optional(),
  hostedZoneId: matching(/^Z[A-Z0-9]+$/, 'the id of a Route 53 hosted zone').optional(),
  webAcl: flag(),
  canary: flag(),
  requestsPerSecond: count(1, 10_000),
  reservedConcurrency: count(1, 10_000),
  alarmEmail: z.email('must be an e-mail address').optional(),
} satisfies Record<Name, z.ZodType>);

type Context = z.infer<typeof contextSchema>;

const regionOf = (arn: string) => arn.split(':')[3] ?? '';
const isHttp = (address: string | undefined) => /^http:/i.test(address ?? '');
const forDeployments = (name: Name, isGiven: (context: Context) => boolean) => ({
  name,
  error: 'has no meaning for target sam, which is for sam local; leave one of the two out',
  contradicts: (context: Context) => context.target === 'sam' && isGiven(context),
});

/** What is wrong though each name alone is right. */
const CONTRADICTIONS: readonly { name: Name; error: string; contradicts: (context: Context) => boolean }[] = [
  ...(['issuer', 'jwksUri'] as const).map((name) => ({
    name,
    error: 'must be https, unless environment is dev',
    contradicts: (context: Context) => !ENVIRONMENTS[context.environment].allowsHttp && isHttp(context[name]),
  })),
  {
    name: 'certificateArn',
    error: 'is needed for domainName: a certificate of that domain in the region of the stack',
    contradicts: ({ domainName, certificateArn }) => domainName !== undefined && certificateArn === undefined,
  },
  {
    name: 'certificateArn',
    error: 'must be of the region that the stack goes to',
    contradicts: ({ region, certificateArn }) => !!region && !!certificateArn && regionOf(certificateArn) !== region,
  },
  {
    name: 'domainName',
    error: 'is needed for certificateArn and hostedZoneId',
    contradicts: ({ domainName, certificateArn, hostedZoneId }) => !domainName && !!(certificateArn ?? hostedZoneId),
  },
  {
    name: 'region',
    error: 'is needed for replicas: the region that the stack itself goes to',
    contradicts: ({ replicas, region }) => replicas.length > 0 && region === undefined,
  },
  {
    name: 'replicas',
    error: 'must be other regions than that of the stack, each once',
    contradicts: ({ replicas, region = '' }) => new Set([...replicas, region]).size <= replicas.length,
  },
  {
    name: 'existingTable',
    error: 'is a table that other means look after: leave out replicas, or existingTable',
    contradicts: ({ existingTable, replicas }) => existingTable !== undefined && replicas.length > 0,
  },
  {
    name: 'tableKey',
    error: 'must be the ARN of the key that existingTable is encrypted with, or left out',
    contradicts: ({ existingTable, tableKey }) => existingTable !== undefined && tableKey === 'new',
  },
  {
    name: 'replicaKeys',
    error: 'must be one key in each region of replicas, if there is a tableKey, and none otherwise',
    contradicts: ({ tableKey, replicas, replicaKeys }) =>
      replicaKeys.map(regionOf).sort().join() !== (tableKey === undefined ? '' : [...replicas].sort().join()),
  },
  forDeployments('domainName', ({ domainName }) => domainName !== undefined),
  forDeployments('webAcl', ({ webAcl }) => webAcl === true),
  forDeployments('canary', ({ canary }) => canary === true),
  forDeployments('replicas', ({ replicas }) => replicas.length > 0),
];

/** The CDK context, checked and completed. */
export type Configuration = ReturnType<typeof complete>;

const complete = ({ jwksUri, environment, canary, ...context }: z.infer<typeof contextSchema>) => {
  const preset = ENVIRONMENTS[environment];
  return {
    ...context,
    ...preset,
    environment,
    canary: context.target === 'aws' && (canary ?? preset.canary),
    webAcl: context.webAcl ?? false,
    // Each request needs two functions for some 100 ms: this keeps below half of Lambda's 1000 at once per account.
    requestsPerSecond: context.requestsPerSecond ?? 500,
    jwksUri: jwksUri ?? `${context.issuer.replace(/\/+$/, '')}/.well-known/jwks.json`,
  };
};

/** Its message is for the operator: every name that is missing or wrong, each with an example. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const describe = (name: Name, error: string) => `${name} ${error}. Example: -c ${name}=${EXAMPLE[name]}`;
const isName = (name: string): name is Name => name in EXAMPLE;

const findFaults = (context: Readonly<Record<string, unknown>>, result: z.ZodSafeParseResult<Context>) => {
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
    ...findFaults(context, result).map(({ name, error }) => describe(name, error)),
  ];
  if (result.success && sentences.length === 0) return complete(result.data);
  const lines = [...new Set(sentences)].map((sentence) => `  ${sentence}`);
  throw new ConfigurationError(['The CDK context needs a correction:', ...lines].join('\n'));
};
