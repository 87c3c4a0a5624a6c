import * as z from 'zod';
import { TRACE_HEADERS } from '../lib/contract/headers.ts';
import {
  audiences,
  count,
  flag,
  headerNames,
  listOf,
  matching,
  oneOf,
  origins,
  share,
  text,
  webAddress,
} from './context-values.ts';
import { issuerList } from './issuers.ts';

/** What to write for each name of the context; shown wherever that name is missing or wrong. */
export const EXAMPLE = {
  issuer: 'https://login.example.com',
  audience: 'organizations',
  jwksUri: 'https://login.example.com/.well-known/jwks.json',
  userIdClaim: 'sub',
  users: 'linked',
  issuers: '[{"issuer":"https://login.example.com","audiences":["organizations"],"users":"linked"}]',
  allowedOrigins: 'https://app.example.com,https://admin.example.com',
  allowedHeaders: 'traceparent,tracestate,x-request-id',
  environment: 'dev',
  target: 'sam',
  stackName: 'Organizations-staging',
  region: 'eu-central-1',
  existingTable: 'Organizations-TableOrganizations-1ABC',
  previousTable: 'Organizations-TableOrganizations-0XYZ',
  previousTableKey: 'arn:aws:kms:eu-central-1:123456789012:key/4321abcd-12ab-34cd-56ef-1234567890ab',
  replicas: 'eu-west-1,us-east-1',
  tableKey: 'new',
  replicaKeys: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  logKey: 'arn:aws:kms:eu-central-1:123456789012:key/abcd1234-12ab-34cd-56ef-1234567890ab',
  maxReadUnits: '20000',
  warmReadUnits: '20000',
  domainName: 'api.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  webAcl: 'true',
  requestsPerCredential: '30000',
  canary: 'false',
  requestsPerSecond: '500',
  reservedConcurrency: '400',
  provisionedConcurrency: '10',
  tracing: '0.01',
  recordKeyUse: 'true',
  alarmEmail: 'operations@example.com',
} as const;

export type Name = keyof typeof EXAMPLE;

const tableName = () => matching(/^[\w.-]{3,255}$/, "a table's name");
const region = (what: string) => matching(/^[a-z]{2}(-[a-z]+)+-\d$/, what);
const keyArn = (what: string) => matching(/^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, what);

/** Each name by itself. Without a default, a name is required or without meaning where it is left out. */
export const contextSchema = z.object({
  issuer: text().optional(),
  audience: audiences(),
  jwksUri: webAddress().optional(),
  userIdClaim: text().optional(),
  users: oneOf(['id', 'linked']).optional(),
  issuers: issuerList(),
  allowedOrigins: origins(),
  allowedHeaders: headerNames().default([...TRACE_HEADERS]),
  environment: oneOf(['dev', 'prod']).default('prod'),
  target: oneOf(['aws', 'sam']).default('aws'),
  stackName: matching(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'letters, digits and hyphens, at most 64').default(
    'Organizations',
  ),
  region: region('the name of a region').optional(),
  existingTable: tableName().optional(),
  previousTable: tableName().optional(),
  previousTableKey: keyArn('the ARN of a KMS key').optional(),
  replicas: listOf(region('names of regions'), 'must be names of regions'),
  tableKey: z
    .union([z.literal('new'), keyArn('new, or the ARN of a KMS key')], 'must be new, or the ARN of a KMS key')
    .optional(),
  replicaKeys: listOf(keyArn('ARNs of KMS keys'), 'must be ARNs of KMS keys'),
  logKey: keyArn('the ARN of a KMS key').optional(),
  maxReadUnits: count(1, 10_000_000),
  // A new table has this many from the start, and DynamoDB refuses less.
  warmReadUnits: count(12_000, 10_000_000),
  domainName: matching(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain name in lower case').optional(),
  certificateArn: matching(
    /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    'the ARN of an ACM certificate',
  ).optional(),
  hostedZoneId: matching(/^Z[A-Z0-9]+$/, 'the id of a Route 53 hosted zone').optional(),
  webAcl: flag(),
  requestsPerCredential: count(10, 2_000_000_000),
  canary: flag(),
  requestsPerSecond: count(1, 10_000),
  reservedConcurrency: count(1, 10_000),
  provisionedConcurrency: count(1, 10_000),
  tracing: share(),
  recordKeyUse: flag(),
  alarmEmail: z.email('must be an e-mail address').optional(),
} satisfies Record<Name, z.ZodType>);

export type Context = z.infer<typeof contextSchema>;
