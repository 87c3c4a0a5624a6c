import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../cdk/configuration.ts';
import { ENVIRONMENTS } from '../../cdk/environments.ts';
import { REQUIRED_CONTEXT } from './variants.ts';

const parse = (context: Record<string, unknown> = {}) => parseConfiguration({ ...REQUIRED_CONTEXT, ...context });

describe('the CDK context', () => {
  test('needs an issuer and an audience, and has defaults for everything else', () => {
    expect(parse()).toEqual({
      issuers: [
        {
          issuer: 'https://login.example.com',
          audiences: ['organizations'],
          jwksUri: 'https://login.example.com/.well-known/jwks.json',
          userClaim: 'sub',
          users: 'id',
        },
      ],
      allowedOrigins: [],
      allowedHeaders: ['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'x-amzn-trace-id'],
      environment: 'prod',
      target: 'aws',
      stackName: 'Organizations',
      replicas: [],
      replicaKeys: [],
      webAcl: false,
      recordKeyUse: true,
      requestsPerSecond: 500,
      requestsPerCredential: 30_000,
      ...ENVIRONMENTS.prod,
    });
  });

  test('keeps the issuer to the letter, and takes its trailing slash into account for the address of its keys', () => {
    const [issuer] = parse({ issuer: 'https://login.example.com/' }).issuers;
    expect(issuer?.issuer).toBe('https://login.example.com/');
    expect(issuer?.jwksUri).toBe('https://login.example.com/.well-known/jwks.json');
  });

  test.each([
    ['', []],
    ['*', ['*']],
    ['https://a.example', ['https://a.example']],
    ['https://a.example, http://localhost:3000', ['https://a.example', 'http://localhost:3000']],
    ['https://a.example https://b.example', ['https://a.example', 'https://b.example']],
    ['["https://a.example"]', ['https://a.example']],
    [['https://a.example'], ['https://a.example']],
  ])('reads allowedOrigins %j', (allowedOrigins, expected) => {
    expect(parse({ allowedOrigins }).allowedOrigins).toEqual(expected);
  });

  test.each([
    ['', []],
    ['traceparent, X-Request-Id', ['traceparent', 'x-request-id']],
    [['b3'], ['b3']],
  ])('reads allowedHeaders %j', (allowedHeaders, expected) => {
    expect(parse({ allowedHeaders }).allowedHeaders).toEqual(expected);
  });

  test.each(['*', "x'", 'a:b', '[1]', 7])('refuses allowedHeaders %j', (allowedHeaders) => {
    expect(() => parse({ allowedHeaders })).toThrow(
      /allowedHeaders must be names of HTTP headers. Example: -c allowedHeaders=/,
    );
  });

  test.each([
    '*,https://a.example',
    'https://a.example/',
    'https://a.example/app',
    'a.example',
    'null',
    "https://a'.example",
    '[https://a.example',
    '[1]',
    'file:///tmp',
    7,
  ])('refuses allowedOrigins %j', (allowedOrigins) => {
    expect(() => parse({ allowedOrigins })).toThrow(/allowedOrigins must be (origins|\* alone)/);
  });

  test.each(['issuer', 'jwksUri'])('accepts http for %s in dev only', (name) => {
    const context = { [name]: 'http://localhost:4801' };
    expect(() => parse(context)).toThrow(
      `${name} must be https, unless environment is dev. Example: -c ${name}=https://`,
    );
    expect(parse({ ...context, environment: 'dev' }).issuers).toMatchObject([context]);
  });

  test('names everything that is unknown, missing or wrong at once, each with an example', () => {
    const context = {
      audience: ' ',
      userIdClaim: '',
      allowedOrigins: '*,*',
      environment: 'test',
      target: 'lambda',
      stackName: 'my stack',
      region: 'Frankfurt',
      existingTable: 'a/b',
      replicas: 'Dublin',
      tableKey: 'alias/mine',
      replicaKeys: 'alias/theirs',
      domainName: 'https://api.example.com',
      certificateArn: 'certificate',
      hostedZoneId: 'example.com',
      webAcl: 'yes',
      canary: '1',
      requestsPerSecond: '0',
      reservedConcurrency: 'many',
      alarmEmail: 'operations',
    };
    expect(() => parseConfiguration({ ...context, canry: 'false' })).toThrow(
      /Unknown context name canry\. Did you mean canary\?\n/,
    );
    expect(() => parseConfiguration({ ...context, colour: 'red' })).toThrow(
      /Unknown context name colour\. The names are issuer, audience, .+, alarmEmail\n/,
    );
    expect(() => parseConfiguration(context)).toThrow(
      /issuer is missing\. Example: -c issuer=https:\/\/login\.example\.com/,
    );
    for (const name of Object.keys(context)) {
      expect(() => parseConfiguration(context)).toThrow(new RegExp(`\n  ${name} .+ Example: -c ${name}=\\S+`));
    }
  });

  test("leaves CDK's own names alone", () => {
    expect(() => parse({ '@aws-cdk/core:a': true, 'aws:cdk:b': 'c', 'cli-telemetry': false })).not.toThrow();
  });

  test('reads numbers and flags from the command line and from cdk.json', () => {
    expect(parse({ requestsPerSecond: '20', canary: 'false', webAcl: 'true' })).toMatchObject({
      requestsPerSecond: 20,
      canary: false,
      webAcl: true,
    });
    expect(parse({ requestsPerSecond: 20, canary: false, webAcl: true })).toMatchObject({
      requestsPerSecond: 20,
      canary: false,
      webAcl: true,
    });
  });

  const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/a';
  const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/a';
  test.each([
    ['a domain without a certificate', { domainName: 'a.example' }, /certificateArn is needed for domainName/],
    ['a certificate without a domain', { certificateArn }, /domainName is needed for certificateArn/],
    ['a hosted zone without a domain', { hostedZoneId: 'Z1' }, /domainName is needed for .+hostedZoneId/],
    [
      'a certificate of another region',
      { domainName: 'a.example', certificateArn, region: 'eu-west-1' },
      /certificateArn must be in the region/,
    ],
    ['replicas of nowhere', { replicas: 'eu-west-1' }, /region is needed for replicas/],
    ['a replica beside the table', { region: 'eu-west-1', replicas: 'eu-west-1' }, /replicas must be regions other/],
    [
      'the same replica twice',
      { region: 'eu-north-1', replicas: 'eu-west-1,eu-west-1' },
      /replicas must be regions other/,
    ],
    [
      'replicas of a table that is not of the stack',
      { region: 'eu-north-1', replicas: 'eu-west-1', existingTable: 'a-table' },
      /existingTable is a table that this stack does not manage/,
    ],
    [
      'a limit for an existing table',
      { existingTable: 'a-table', maxReadUnits: '1000' },
      /existingTable is a table that this stack does not manage: leave out maxReadUnits/,
    ],
    [
      'warm throughput for an existing table',
      { existingTable: 'a-table', warmReadUnits: '20000' },
      /existingTable is a table that this stack does not manage: leave out warmReadUnits/,
    ],
    [
      'more warm than the limit',
      { maxReadUnits: '19999', warmReadUnits: '20000' },
      /warmReadUnits must be at most maxReadUnits/,
    ],
    ['a new key for an existing table', { existingTable: 'a-table', tableKey: 'new' }, /tableKey must be the ARN/],
    ['a key of another region', { region: 'eu-north-1', tableKey: keyArn }, /tableKey must be in the region/],
    [
      'a key for the table and none for its replica',
      { region: 'eu-north-1', replicas: 'eu-west-1', tableKey: 'new' },
      /replicaKeys must be one key in each region/,
    ],
    [
      'a key for the replica and none for the table',
      { region: 'eu-north-1', replicas: 'eu-west-1', replicaKeys: keyArn },
      /replicaKeys must be one key in each region .+ none otherwise/,
    ],
    ['cookies of any origin', { allowedOrigins: '*,https://a.example' }, /allowedOrigins must be \* alone/],
    ['origins by a pattern', { allowedOrigins: 'https://*.example.com' }, /allowedOrigins must be \* alone/],
    ['a canary for sam', { target: 'sam', canary: 'true' }, /canary does not apply to target=sam/],
    ['a web ACL for sam', { target: 'sam', webAcl: 'true' }, /webAcl does not apply to target=sam/],
    [
      'a domain for sam',
      { target: 'sam', domainName: 'a.example', certificateArn },
      /domainName does not apply to target=sam/,
    ],
    ['replicas for sam', { target: 'sam', region: 'eu-north-1', replicas: 'eu-west-1' }, /replicas does not apply/],
  ])('refuses %s with a sentence that says what to write', (_title, context, sentence) => {
    expect(() => parse(context)).toThrow(sentence);
    expect(() => parse(context)).toThrow(/Example: -c \w+=/);
  });
});
