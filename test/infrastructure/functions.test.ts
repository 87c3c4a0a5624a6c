import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { findProperties, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const aws = synthesize({ allowedOrigins: 'https://a.example https://b.example', userIdClaim: 'uid' });
const sam = synthesize({ target: 'sam' });

const AUTHORIZER = 'Turns the credential of a request into a principal';
const LIST_ORGANIZATIONS = 'Answers GET /v1/api/organizations';
const TABLE_ARN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Table'), 'Arn'] };

const read = (action: string, resource: unknown, leadingKeys: string[]) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  Condition: {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  },
});

const writeLog = (construct: string) => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${construct}LogGroup`), 'Arn'] },
});

/** X-Ray knows no resources. */
const trace = {
  Effect: 'Allow',
  Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  Resource: '*',
};

/** Every statement of every policy of the template's roles. */
const findStatements = (template: Template): Record<string, unknown>[] =>
  findProperties(template, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

describe('the functions', () => {
  it.each([
    ['aws', aws, 'arm64'],
    ['sam', sam, 'x86_64'],
  ])('run on Node.js 24 (%s)', (_target, template, architecture) => {
    template.resourceCountIs('AWS::Lambda::Function', 2);
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: [architecture],
      Handler: 'index.handler',
    });
  });

  it.each([
    ['prod', 90, 'Retain'],
    ['dev', 30, 'Delete'],
  ])('log to groups of the stack that forget (%s: %i days)', (environment, days, policy) => {
    const template = synthesize({ environment });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: days });
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: policy });
    template.allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('LogGroup') } },
    });
  });

  it('get their configuration: the authorizer', () => {
    aws.hasResourceProperties('AWS::Lambda::Function', {
      Description: AUTHORIZER,
      Timeout: 5,
      Environment: {
        Variables: {
          TABLE_NAME: { Ref: Match.stringLikeRegexp('^Table') },
          ISSUER: 'https://login.example.com',
          AUDIENCE: 'organizations',
          JWKS_URI: 'https://login.example.com/.well-known/jwks.json',
          USER_ID_CLAIM: 'uid',
        },
      },
    });
  });

  it.each([
    ['streams for three minutes on aws', aws, 180, 'stream', 'https://a.example https://b.example'],
    ['is buffered and within 29 seconds for sam', sam, 29, 'buffered', ''],
  ])('get their configuration: the list %s', (_title, template, timeout, mode, origins) => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: LIST_ORGANIZATIONS,
      Timeout: timeout,
      Environment: {
        Variables: {
          TABLE_NAME: { Ref: Match.stringLikeRegexp('^Table') },
          ALLOWED_ORIGINS: origins,
          RESPONSE_MODE: mode,
        },
      },
    });
  });

  it('declare the variable of the table endpoint for sam alone, which sets no other', () => {
    const find = (template: Template) =>
      findProperties(template, 'AWS::Lambda::Function').map(
        ({ Environment }) => Environment.Variables.AWS_ENDPOINT_URL_DYNAMODB,
      );
    expect(new Set(find(sam))).toEqual(new Set(['']));
    expect(new Set(find(aws))).toEqual(new Set([undefined]));
  });
});

describe('the permissions', () => {
  it('of the authorizer are to get API keys and users, to write its own log, and to trace', () => {
    aws.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [writeLog('Authorizer'), read('dynamodb:GetItem', TABLE_ARN, ['KEY#*', 'USER#*']), trace],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^AuthorizerRole') }],
    });
  });

  it('of the list are to query organizations and memberships, to get members and users, to log, and to trace', () => {
    aws.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          writeLog('ListOrganizations'),
          read('dynamodb:Query', TABLE_ARN, ['ORG#*']),
          read('dynamodb:Query', { 'Fn::Join': ['', [TABLE_ARN, '/index/GSI1']] }, ['USER#*']),
          read('dynamodb:BatchGetItem', TABLE_ARN, ['ORG#*', 'USER#*']),
          trace,
        ],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^ListOrganizationsRole') }],
    });
  });

  it.each([
    ['aws', aws, 6],
    ['sam', sam, 6],
    ["a customer's key", synthesize(VARIANTS.everything), 8],
    ['second region', synthesize(VARIANTS.secondRegion), 8],
  ])(
    'hold no wildcard but those that AWS requires: traces, and the streams in the ARN of a log group (%s)',
    (_title, template, count) => {
      const statements = findStatements(template);
      expect(statements.filter(({ Resource }) => Resource === '*')).toEqual([trace, trace]);
      const others = statements.filter(({ Resource }) => Resource !== '*');
      expect(others).toHaveLength(count);
      for (const { Action, Resource } of others) expect(JSON.stringify([Action, Resource])).not.toContain('*');
    },
  );

  it("hold no managed policy but those of AWS's own services: API Gateway's log, and CodeDeploy's canaries", () => {
    const find = (template: Template): string[] =>
      findProperties(template, 'AWS::IAM::Role').flatMap(({ AssumeRolePolicyDocument, ManagedPolicyArns = [] }) =>
        ManagedPolicyArns.map(
          (arn: object) =>
            `${AssumeRolePolicyDocument.Statement[0].Principal.Service} ${JSON.stringify(arn).match(/[^/]+(?="\]\])/)}`,
        ),
      );
    const canary = 'codedeploy.amazonaws.com AWSCodeDeployRoleForLambdaLimited';
    const log = 'apigateway.amazonaws.com AmazonAPIGatewayPushToCloudWatchLogs';
    expect(find(aws).sort()).toEqual([log, canary, canary]);
    expect(find(synthesize({ canary: 'false' }))).toEqual([log]);
    expect(find(sam)).toEqual([]);
  });
});
