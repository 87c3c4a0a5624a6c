import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { METRIC } from '../../lib/telemetry/metric.ts';
import { findProperties, ROOT, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const template = synthesize(VARIANTS.everything);
const runbook = readFileSync(join(ROOT, 'cdk/RUNBOOK.md'), 'utf8');

type Alarm = {
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly object[];
  readonly TreatMissingData: string;
};

const alarms: Record<string, Alarm> = Object.fromEntries(
  Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [
    id.replace(/^Monitoring(.+)[0-9A-F]{8}$/, '$1'),
    Properties,
  ]),
);

describe('the alarms', () => {
  test('are of everything that whoever is on duty must know', () => {
    expect(Object.keys(alarms)).toEqual(
      expect.arrayContaining([
        'AuthorizerErrors',
        'AuthorizerThrottles',
        'Defects',
        'Denials',
        'FailedAuthentications',
        'Latency',
        'ListOrganizationsErrors',
        'ListOrganizationsThrottles',
        'NearThrottling',
        'PartialAnswers',
        'ServerErrors',
        'TableReadLimit',
        'TableThrottles',
        'ExpireTrialsErrors',
        'TrialsBehind',
      ]),
    );
  });

  test.each(Object.keys(alarms))('%s says what it means, what to look at and what to do, as the runbook does', (id) => {
    const { AlarmDescription: line = '', AlarmActions } = alarms[id] ?? {};
    const [, means, lookAt, action, section] =
      line.match(/^(.+\.) Look at: (.+\.) Do: (.+\.) \(cdk\/RUNBOOK\.md#([a-z]+)\)$/) ?? [];
    for (const sentence of [means, lookAt, action]) expect(sentence?.length).toBeGreaterThan(20);
    expect(line.length).toBeLessThan(1024);
    expect(runbook.toLowerCase()).toContain(`\n### ${section}\n`);
    expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^MonitoringAlarms/) }]);
  });

  test('have no section in the runbook that is of no alarm', () => {
    const sections = runbook.match(/(?<=\n### )\w+(?=\n)/g) ?? [];
    const lines = Object.values(alarms).map(({ AlarmDescription }) => AlarmDescription);
    for (const section of sections) expect(lines.join()).toContain(`#${section.toLowerCase()})`);
  });

  test('reach a topic by TLS only, which CloudWatch of this account may publish to, and an address that is given', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'operations@example.com',
    });
    synthesize().resourceCountIs('AWS::SNS::Subscription', 0);
  });
});

describe('the dashboard', () => {
  const [{ DashboardBody, DashboardName }] = findProperties(template, 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(DashboardBody);

  test.each([
    'Requests',
    'Latency in milliseconds',
    'Errors by kind',
    'Denials by reason',
    'Partial answers',
    'Trials that ended',
    'Table: throttled reads',
    'Table: consumed read units',
    'Authorizer: milliseconds',
    'ListOrganizations: concurrent executions',
    'ListOrganizations: errors and throttles',
  ])('shows %s', (title) => {
    expect(body).toContain(`\\"title\\":\\"${title}\\"`);
  });

  test("takes the functions' own metrics from the namespace that they write to", () => {
    for (const { Environment } of findProperties(template, 'AWS::Lambda::Function')) {
      expect(Environment.Variables.METRICS_NAMESPACE).toBe('Organizations-everything');
    }
    for (const metric of [METRIC.failedRequests, METRIC.failedAuthentications, METRIC.denials]) {
      expect(body).toMatch(new RegExp(`SEARCH.{1,9}Organizations-everything.{1,99}MetricName.{1,9}${metric}`));
    }
  });

  test('has no name of its own, which another region could have taken', () => {
    expect(DashboardName).toBeUndefined();
  });
});
