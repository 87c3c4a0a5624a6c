import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { findProperties, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const aws = synthesize({ allowedOrigins: 'https://a.example https://b.example', userIdClaim: 'uid' });
const sam = synthesize({ target: 'sam' });

const AUTHORIZER = 'Turns the credential of a request into a principal';
const TABLE_ARN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Table'), 'Arn'] };

const EXPIRE_TRIALS_ARN = { Ref: Match.stringLikeRegexp('^ExpireTrialsFunctionAliaslive') };
const TRIAL_ATTRIBUTES = ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'trialExpiredDate', 'trialUpgradedDate', 'deletedDate'];

const read = (action: string, resource: unknown, leadingKeys: string[]) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  Condition: {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  },
});

const update = (leadingKeys: string[], attributes: string[]) => ({
  Effect: 'Allow',
  Action: 'dynamodb:UpdateItem',
  Resource: TABLE_ARN,
  Condition: {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys },
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
    StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
    Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
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

describe('the permissions', () => {
  test('of the authorizer are to get API keys, users and identities, to write when a key was used, to write its own log, and to trace', () => {
    aws.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          writeLog('Authorizer'),
          read('dynamodb:GetItem', TABLE_ARN, ['KEY#*', 'USER#*', 'IDENTITY#*']),
          update(['KEY#*'], ['PK', 'SK', 'lastUsed']),
          trace,
        ],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^AuthorizerRole') }],
    });
  });

  test('of the list are to query organizations and memberships, to get members and users, to log, and to trace', () => {
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

  test.each([
    ['replicas', { region: 'eu-central-1', replicas: 'eu-west-1', recordKeyUse: 'false' }, 'false'],
    ['a replica', VARIANTS.secondRegion, 'false'],
    ['replicas, if it is asked for', VARIANTS.everything, 'true'],
  ])(
    'of the authorizer are to write nothing where there are other regions to undo it in: %s',
    (_title, context, isRecorded) => {
      const template = synthesize(context);
      template.hasResourceProperties('AWS::Lambda::Function', {
        Description: AUTHORIZER,
        Environment: { Variables: { RECORD_KEY_USE: isRecorded } },
      });
      const policies = findProperties(template, 'AWS::IAM::Policy').map((policy) => JSON.stringify(policy));
      const [own = ''] = policies.filter((policy) => policy.includes('"AuthorizerRole'));
      expect(own.includes('UpdateItem')).toBe(isRecorded === 'true');
    },
  );

  test('of the daily job are to query trials, to get organizations, to change what a trial is about, to log, and to trace', () => {
    aws.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.exact([
          writeLog('ExpireTrials'),
          read('dynamodb:Query', { 'Fn::Join': ['', [TABLE_ARN, '/index/GSI1']] }, ['TRIAL*']),
          read('dynamodb:GetItem', TABLE_ARN, ['ORG#*']),
          update(['ORG#*'], TRIAL_ATTRIBUTES),
          trace,
        ]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^ExpireTrialsRole') }],
    });
  });

  test('of its schedule are to invoke it, for this account only', () => {
    aws.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.exact([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: EXPIRE_TRIALS_ARN }]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^ExpireTrialsScheduleRole') }],
    });
    aws.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  test.each([
    ['aws', aws, 12],
    ['sam', sam, 12],
    ["a customer's key", synthesize(VARIANTS.everything), 15],
    ['second region', synthesize(VARIANTS.secondRegion), 14],
  ])(
    'hold no wildcard but those that AWS requires: traces, and the streams in the ARN of a log group (%s)',
    (_title, template, count) => {
      const statements = findStatements(template);
      expect(statements.filter(({ Resource }) => Resource === '*')).toEqual([trace, trace, trace]);
      const others = statements.filter(({ Resource }) => Resource !== '*');
      expect(others).toHaveLength(count);
      for (const { Action, Resource } of others) expect(JSON.stringify([Action, Resource])).not.toContain('*');
    },
  );

  test("hold no managed policy but those of AWS's own services: API Gateway's log, and CodeDeploy's canaries", () => {
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
