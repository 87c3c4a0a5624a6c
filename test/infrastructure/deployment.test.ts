import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { findProperties, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const prod = synthesize();
const dev = synthesize({ environment: 'dev' });
const sam = synthesize(VARIANTS.sam);
const everything = synthesize(VARIANTS.everything);

describe('a deployment', () => {
  test('moves the alias of each function that is called often by canary in prod, which alarms take back', () => {
    prod.resourceCountIs('AWS::Lambda::Alias', 3);
    const policies = Object.values(prod.findResources('AWS::Lambda::Alias')).map(({ UpdatePolicy }) => UpdatePolicy);
    expect(policies.filter((policy) => policy?.CodeDeployLambdaAliasUpdate !== undefined)).toHaveLength(2);
    prod.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 2);
    for (const construct of ['Authorizer', 'ListOrganizations']) {
      const alarms = [`${construct}Errors`, 'ServerErrors', 'PartialAnswers', 'Defects'];
      prod.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AlarmConfiguration: {
          Enabled: true,
          Alarms: alarms.map((name) => ({ Name: { Ref: Match.stringLikeRegexp(`^Monitoring${name}`) } })),
        },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
      });
    }
  });

  test('moves it at once in dev, or where canaries are switched off; sam has no alias', () => {
    for (const template of [dev, synthesize({ canary: 'false' })]) {
      template.resourceCountIs('AWS::Lambda::Alias', 3);
      template.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 0);
    }
    synthesize({ environment: 'dev', canary: 'true' }).resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 2);
    sam.resourceCountIs('AWS::Lambda::Alias', 0);
  });

  test('gives API Gateway the right to call the aliases, and nothing to call unaliased', () => {
    const called = findProperties(prod, 'AWS::Lambda::Permission').map(({ FunctionName }) => FunctionName.Ref);
    expect(called.sort()).toEqual([
      expect.stringMatching(/^AuthorizerFunctionAliaslive/),
      expect.stringMatching(/^ListOrganizationsFunctionAliaslive/),
    ]);
  });

  test('traces each request from the stage on', () => {
    prod.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
    prod.allResourcesProperties('AWS::ApiGateway::Stage', { TracingEnabled: true });
  });

  test('reserves no concurrency unless it is told how much, since new accounts have little', () => {
    prod.allResourcesProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
    everything.resourcePropertiesCountIs('AWS::Lambda::Function', { ReservedConcurrentExecutions: 50 }, 2);
  });

  test('keeps as many instances of both request functions warm as it is told, canary included', () => {
    prod.resourcePropertiesCountIs('AWS::Lambda::Alias', { ProvisionedConcurrencyConfig: Match.anyValue() }, 0);
    const config = { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 10 } };
    everything.resourcePropertiesCountIs('AWS::Lambda::Alias', config, 2);
    const of = { provisionedConcurrency: '10', reservedConcurrency: '19' };
    expect(() => synthesize(of)).toThrow(/provisionedConcurrency must be at most half of reservedConcurrency/);
  });

  test('traces the share that it is told, or nothing', () => {
    everything.hasResourceProperties('AWS::XRay::SamplingRule', {
      SamplingRule: {
        FixedRate: 0.01,
        ReservoirSize: 0,
        ServiceName: 'Organizations-everything/v1',
        RuleName: Match.stringLikeRegexp('^Organizations-everythin-[0-9a-f]{8}$'),
      },
    });
    prod.resourceCountIs('AWS::XRay::SamplingRule', 0);
    const untraced = synthesize({ tracing: '0' });
    untraced.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: Match.absent() });
    untraced.allResourcesProperties('AWS::ApiGateway::Stage', { TracingEnabled: false });
    expect(JSON.stringify(untraced.toJSON())).not.toContain('xray:');
  });

  test('throttles the stage as it is told', () => {
    const [{ MethodSettings }] = findProperties(everything, 'AWS::ApiGateway::Stage');
    expect(MethodSettings).toMatchObject([{ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 100 }]);
  });
});

describe('the outputs', () => {
  test.each([
    ['by default', prod, []],
    ['with a domain', everything, ['DomainTarget']],
  ])('tell where everything is (%s)', (_title, template, others) => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual(
      [
        'AccessLogGroupName',
        'AlarmTopicArn',
        'ApiUrl',
        'AuthorizerFunctionName',
        'AuthorizerLogGroupName',
        'Curl',
        'DashboardUrl',
        'ExpireTrialsFunctionName',
        'ExpireTrialsLogGroupName',
        'Issuers',
        'ListOrganizationsFunctionName',
        'ListOrganizationsLogGroupName',
        'TableName',
        ...others,
      ].sort(),
    );
  });

  test("name the dashboard's address in every partition", () => {
    const [hosts] = Object.values(prod.findMappings('*'));
    expect(hosts).toEqual({
      aws: { host: 'console.aws.amazon.com' },
      'aws-cn': { host: 'console.amazonaws.cn' },
      'aws-us-gov': { host: 'console.amazonaws-us-gov.com' },
    });
    expect(JSON.stringify(prod.findOutputs('DashboardUrl'))).toContain('{"Ref":"AWS::Partition"},"host"');
  });

  test('have a curl that wants nothing but a key', () => {
    expect(everything.findOutputs('Curl')['Curl']?.['Value']).toBe(
      'curl --compressed -H "x-api-key: $ORGANIZATIONS_API_KEY" https://api.example.com/v1/api/organizations',
    );
  });
});
