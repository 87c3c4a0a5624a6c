/** What the stack is set to, one literal a setting: whoever changes a number changes it here as well, on purpose. */
import { describe, expect, test } from 'vitest';
import { describeRule, findSettings, render, synthesizeSettings } from './describe-settings.ts';
import { VARIANTS } from './variants.ts';

const TEMPLATES = {
  default: synthesizeSettings(VARIANTS.default),
  everything: synthesizeSettings(VARIANTS.everything),
  sam: synthesizeSettings(VARIANTS.sam),
};
type Variant = keyof typeof TEMPLATES;

const only = (variant: Variant, type: string) => {
  const [[, settings] = [], ...others] = findSettings(TEMPLATES[variant], type);
  expect(others).toEqual([]);
  return settings;
};

const describeFunctions = (variant: Variant) =>
  findSettings(TEMPLATES[variant], 'AWS::Lambda::Function').map(([id, settings]) => {
    const { MemorySize, Timeout, Architectures, Runtime, TracingConfig, Environment } = settings;
    const reserved = settings.ReservedConcurrentExecutions ?? 'unreserved';
    const names = Object.keys(Environment.Variables).sort().join(' ');
    return `${id}: ${MemorySize} MB, ${Timeout} s, ${Architectures}, ${Runtime}, ${TracingConfig?.Mode ?? 'not traced'}, ${reserved}: ${names}`;
  });

describe('the functions', () => {
  const environments = [
    'AUDIENCE ISSUER JWKS_URI METRICS_NAMESPACE RECORD_KEY_USE TABLE_NAME USER_ID_CLAIM',
    'ALLOWED_ORIGINS METRICS_NAMESPACE RESPONSE_MODE TABLE_NAME',
    'METRICS_NAMESPACE TABLE_NAME',
  ];

  test.each([
    ['default', 'arm64', 180, ['unreserved', 'unreserved', 'unreserved'], ''],
    ['everything', 'arm64', 180, ['50', '50', 'unreserved'], ''],
    ['sam', 'x86_64', 29, ['unreserved', 'unreserved', 'unreserved'], 'AWS_ENDPOINT_URL_DYNAMODB'],
  ] as const)(
    'have this memory, time, concurrency and environment (%s)',
    (variant, architecture, time, reserved, more) => {
      const settings = [
        ['AuthorizerFunction', 1024, 5],
        ['ListOrganizationsFunction', 1769, time],
        ['ExpireTrialsFunction', 512, 300],
      ].map(([id, memory, timeout], index) => {
        const names = `${environments[index]} ${more}`.trim().split(' ').sort().join(' ');
        return `${id}: ${memory} MB, ${timeout} s, ${architecture}, nodejs24.x, Active, ${reserved[index]}: ${names}`;
      });
      expect(describeFunctions(variant)).toEqual(settings);
    },
  );

  test('keep as many instances warm as they are told, and the daily job none', () => {
    const warm = findSettings(TEMPLATES.everything, 'AWS::Lambda::Alias').map(([id, { Name, ...alias }]) => [
      id,
      Name,
      alias.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions,
    ]);
    expect(warm).toEqual([
      ['AuthorizerFunctionAliaslive', 'live', 10],
      ['ListOrganizationsFunctionAliaslive', 'live', 10],
      ['ExpireTrialsFunctionAliaslive', 'live', undefined],
    ]);
  });

  test('get a new version by a tenth of the calls for five minutes, unless an alarm is raised', () => {
    const groups = findSettings(TEMPLATES.default, 'AWS::CodeDeploy::DeploymentGroup').map(([id, group]) => [
      id,
      group.DeploymentConfigName,
      render(group.AlarmConfiguration),
      render(group.AutoRollbackConfiguration),
    ]);
    expect(groups).toEqual(
      ['Authorizer', 'ListOrganizations'].map((name) => [
        `${name}FunctionAliasliveCanary`,
        'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        `Alarms=${[`${name}Errors`, 'ServerErrors', 'PartialAnswers', 'Defects'].map((alarm) => `Name={Monitoring${alarm}}`).join(', ')} Enabled=true`,
        'Enabled=true Events=DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM',
      ]),
    );
  });
});

describe('the API', () => {
  test('throttles, traces and logs so', () => {
    for (const [variant, rate] of [
      ['default', 500],
      ['everything', 100],
      ['sam', 500],
    ] as const) {
      const { MethodSettings, TracingEnabled, StageName } = only(variant, 'AWS::ApiGateway::Stage');
      const settings = `DataTraceEnabled=false HttpMethod=* ResourcePath=/* ThrottlingBurstLimit=${rate} ThrottlingRateLimit=${rate}`;
      expect([StageName, render(MethodSettings), TracingEnabled]).toEqual(['v1', settings, true]);
    }
  });

  test('writes these fields of each request', () => {
    expect(JSON.parse(only('default', 'AWS::ApiGateway::Stage').AccessLogSetting.Format)).toEqual({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      sourceIp: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      path: '$context.path',
      status: '$context.status',
      responseType: '$context.error.responseType',
      bytes: '$context.responseLength',
      milliseconds: '$context.responseLatency',
      integrationStatus: '$context.integrationStatus',
      integrationMilliseconds: '$context.integrationLatency',
      authorizerError: '$context.authorizer.error',
    });
  });

  test('asks the authorizer about every request and keeps no decision', () => {
    const { Type, IdentitySource, AuthorizerResultTtlInSeconds } = only('default', 'AWS::ApiGateway::Authorizer');
    expect([Type, IdentitySource, AuthorizerResultTtlInSeconds]).toEqual(['REQUEST', '', 0]);
  });

  test('is reached like this, with a domain and without', () => {
    const closed = 'DisableExecuteApiEndpoint=true EndpointAccessMode=BASIC EndpointConfiguration=Types=REGIONAL';
    expect(render(only('everything', 'AWS::ApiGateway::RestApi'))).toBe(
      `${closed} Name=Organizations-everything SecurityPolicy=SecurityPolicy_TLS13_1_3_2025_09`,
    );
    expect(render(only('default', 'AWS::ApiGateway::RestApi'))).toBe(
      'EndpointAccessMode=STRICT EndpointConfiguration=Types=REGIONAL Name=Organizations SecurityPolicy=SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    );
    expect(render(only('everything', 'AWS::Route53::RecordSet'))).toBe(
      'AliasTarget=DNSName={ApiDomainDomainName.RegionalDomainName} HostedZoneId={ApiDomainDomainName.RegionalHostedZoneId} HostedZoneId=Z0123456789ABCDEFGHIJ Name=api.example.com Type=A',
    );
  });
});

test('the web ACL blocks this, and lets everything else in', () => {
  const { Rules, DefaultAction, Scope } = only('everything', 'AWS::WAFv2::WebACL');
  expect([Scope, DefaultAction]).toEqual(['REGIONAL', { Allow: {} }]);
  expect(Rules.map(describeRule)).toEqual([
    'RatePerAddress: 429 above 3000 in 300 s by IP',
    'RatePerApiKey: 429 above 6000 in 300 s by CUSTOM_KEYS',
    'RatePerToken: 429 above 6000 in 300 s by CUSTOM_KEYS',
    'RatePerBearer: 429 above 6000 in 300 s by CUSTOM_KEYS',
    'RatePerCookie: 429 above 6000 in 300 s by CUSTOM_KEYS',
    'AWS AWSManagedRulesAmazonIpReputationList: None=',
    'AWS AWSManagedRulesKnownBadInputsRuleSet: None=',
    'AWS AWSManagedRulesCommonRuleSet: None=, ActionToUse=Count= Name=NoUserAgent_HEADER',
  ]);
});

test('logs are kept for 90 days, and with the stack no longer than that', () => {
  const logs = findSettings(TEMPLATES.default, 'AWS::Logs::LogGroup').map(([id, settings]) => [id, render(settings)]);
  expect(logs).toEqual(
    ['Authorizer', 'ListOrganizations', 'ApiAccess', 'ExpireTrials'].map((name) => [
      name === 'ApiAccess' ? 'ApiAccessLog' : `${name}LogGroup`,
      'RetentionInDays=90',
    ]),
  );
});

test('the daily job runs at 3:20 UTC, and is tried twice more within an hour', () => {
  expect(render(only('default', 'AWS::Scheduler::Schedule'))).toBe(
    'Description=Runs expire-trials daily FlexibleTimeWindow=Mode=OFF ScheduleExpression=cron(20 3 * * ? *) ScheduleExpressionTimezone=Etc/UTC State=ENABLED Target=Arn={ExpireTrialsFunctionAliaslive} RetryPolicy=MaximumEventAgeInSeconds=3600 MaximumRetryAttempts=2 RoleArn={ExpireTrialsScheduleRole.Arn}',
  );
});

test('one request of a hundred is traced where a hundredth is asked for', () => {
  const { SamplingRule } = only('everything', 'AWS::XRay::SamplingRule');
  const { FixedRate, ReservoirSize, Priority, ServiceName, ServiceType } = SamplingRule;
  expect([FixedRate, ReservoirSize, Priority, ServiceName, ServiceType]).toEqual([
    0.01,
    0,
    1000,
    'Organizations-everything/v1',
    'AWS::ApiGateway::Stage',
  ]);
});
