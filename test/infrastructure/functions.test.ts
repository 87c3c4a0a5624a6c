import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { findProperties, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const aws = synthesize({ allowedOrigins: 'https://a.example https://b.example', userIdClaim: 'uid' });
const sam = synthesize({ target: 'sam' });

const AUTHORIZER = 'Turns the credential of a request into a principal';
const LIST_ORGANIZATIONS = 'Answers GET /v1/api/organizations';

const EXPIRE_TRIALS_ARN = { Ref: Match.stringLikeRegexp('^ExpireTrialsFunctionAliaslive') };

describe('the functions', () => {
  test.each([
    ['aws', aws, 'arm64'],
    ['sam', sam, 'x86_64'],
  ])('run on Node.js 24 (%s)', (_target, template, architecture) => {
    template.resourceCountIs('AWS::Lambda::Function', 3);
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: [architecture],
      Handler: 'index.handler',
    });
  });

  test.each([
    ['prod', 90, 'RetainExceptOnCreate'],
    ['dev', 30, 'Delete'],
  ])('log to groups of the stack that forget (%s: %i days)', (environment, days, policy) => {
    const template = synthesize({ environment });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: days });
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: policy });
    template.allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('LogGroup') } },
    });
  });

  test("log to groups that are encrypted with the customer's key, where it is given", () => {
    const { logKey } = VARIANTS.everything;
    synthesize(VARIANTS.everything).allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: logKey });
    aws.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.absent() });
  });

  test('get their configuration: the authorizer', () => {
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
          RECORD_KEY_USE: 'true',
        },
      },
    });
  });

  test.each([
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

  test('declare the variable of the table endpoint for sam alone, which sets no other', () => {
    const find = (template: Template) =>
      findProperties(template, 'AWS::Lambda::Function').map(
        ({ Environment }) => Environment.Variables.AWS_ENDPOINT_URL_DYNAMODB,
      );
    expect(new Set(find(sam))).toEqual(new Set(['']));
    expect(new Set(find(aws))).toEqual(new Set([undefined]));
  });

  test.each([aws, sam])('have their own limits of time, which no stack lengthens', (template) => {
    for (const { Environment } of findProperties(template, 'AWS::Lambda::Function'))
      expect(Environment.Variables).not.toHaveProperty('TIME_LIMIT_FACTOR');
  });
});

describe('the daily job', () => {
  test('is invoked once a day, and again when it fails', () => {
    aws.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(20 3 * * ? *)',
      State: 'ENABLED',
      Target: { Arn: EXPIRE_TRIALS_ARN, RetryPolicy: { MaximumRetryAttempts: 2 } },
    });
  });

  test('raises an alarm when it fails, and when for two days no run came to its end', () => {
    aws.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      AlarmDescription: Match.stringLikeRegexp('^ExpireTrials threw'),
    });
    aws.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'FILL(unfinished, 1)' }),
        Match.objectLike({ MetricStat: Match.objectLike({ Period: 86_400, Stat: 'Minimum' }) }),
      ]),
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    });
  });
});
