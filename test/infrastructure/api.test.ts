import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { findProperties, synthesize } from './synthesize.ts';

const aws = synthesize();
const sam = synthesize({ target: 'sam' });

const createIntegrationUri = (version: string, target: object, action: string) => ({
  'Fn::Join': ['', Match.arrayWith([`:lambda:path/${version}/functions/`, target, `/${action}`])],
});

/** The ARN of an alias, which CloudFormation gives for a reference to it. */
const live = (construct: string) => ({ Ref: Match.stringLikeRegexp(`^${construct}FunctionAliaslive`) });

describe('the API', () => {
  test('is regional, reachable by its default address, at /v1/api/organizations alone', () => {
    aws.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['REGIONAL'] },
      DisableExecuteApiEndpoint: Match.absent(),
    });
    aws.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'v1' });
    aws.resourceCountIs('AWS::ApiGateway::Resource', 2);
    aws.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'api' });
    aws.hasResourceProperties('AWS::ApiGateway::Resource', {
      PathPart: 'organizations',
      ParentId: { Ref: Match.stringLikeRegexp('api') },
    });
    const methods = findProperties(aws, 'AWS::ApiGateway::Method').map(({ HttpMethod }) => HttpMethod);
    expect(methods).toEqual(['GET', 'ANY']);
  });

  test('streams the answer on aws', () => {
    aws.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET',
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 180_000,
        Uri: createIntegrationUri('2021-11-15', live('ListOrganizations'), 'response-streaming-invocations'),
      },
    });
  });

  test('has an ordinary proxy integration for sam', () => {
    sam.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET',
      Integration: {
        Type: 'AWS_PROXY',
        TimeoutInMillis: 29_000,
        Uri: createIntegrationUri(
          '2015-03-31',
          { 'Fn::GetAtt': [Match.stringLikeRegexp('^ListOrganizationsFunction'), 'Arn'] },
          'invocations',
        ),
      },
    });
  });

  test('has the stage in its path for sam, whose URLs have none', () => {
    const parts = findProperties(sam, 'AWS::ApiGateway::Resource').map(({ PathPart }) => PathPart);
    expect(parts).toEqual(['v1', 'api', 'organizations']);
  });

  test('asks the authorizer about every request, whatever headers it has, and keeps no result', () => {
    aws.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: Match.stringLikeRegexp('^AuthorizerRequestAuthorizer') },
    });
    aws.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: '',
      AuthorizerUri: createIntegrationUri('2015-03-31', live('Authorizer'), 'invocations'),
    });
  });

  test('is throttled, and logs each request without anything that may hold a credential', () => {
    const [stage] = findProperties(aws, 'AWS::ApiGateway::Stage');
    expect(stage.MethodSettings).toEqual([
      expect.objectContaining({
        ResourcePath: '/*',
        HttpMethod: '*',
        ThrottlingRateLimit: 500,
        ThrottlingBurstLimit: 500,
      }),
    ]);
    const fields = Object.values(JSON.parse(stage.AccessLogSetting.Format));
    expect(fields).toContain('$context.requestId');
    for (const field of fields)
      expect(field).toMatch(/^\$context\.(?!.*(header|cookie|query|apiKey|claims|principal))/i);
  });
});
