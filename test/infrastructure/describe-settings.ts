import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { parseConfiguration } from '../../cdk/configuration.ts';
import { OrganizationsStack } from '../../cdk/organizations-stack.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };

/** The template of a context, without the functions' bundles: settings do not depend on them. */
export const synthesizeSettings = (context: Readonly<Record<string, unknown>>): Template => {
  const app = new App({
    autoSynth: false,
    analyticsReporting: false,
    context: { ...cdkJson.context, [BUNDLING_STACKS]: [] },
  });
  return Template.fromStack(new OrganizationsStack(app, parseConfiguration(context)));
};

/** CDK adds a hash to each logical id. */
const withoutHash = (id: unknown): string => String(id).replace(/[0-9A-F]{8}$/, '');

/** The properties of each resource of a type by its logical id, as CDK's assertions hand them out: untyped. */
export const findSettings = (template: Template, type: string) =>
  Object.entries(template.findResources(type)).map(([id, { Properties }]) => [withoutHash(id), Properties] as const);

/** A value of a template in one line: a reference is the logical id in braces, an object its members. */
export const render = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(render).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = Object(value);
  if (Ref !== undefined) return `{${withoutHash(Ref)}}`;
  if (join !== undefined) return join[1].map(render).join(join[0]);
  if (attribute !== undefined) return `{${withoutHash(attribute[0])}.${attribute[1]}}`;
  return Object.entries(value)
    .map(([name, member]) => `${name}=${render(member)}`)
    .join(' ');
};

type Metric = { readonly Namespace: string; readonly MetricName: string; readonly Dimensions: readonly Dimension[] };
type Dimension = { readonly Name: string; readonly Value: unknown };
type AlarmMetric = {
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: Metric; readonly Period: number; readonly Stat: string };
};

/** The metrics of an alarm, whether it has one or computes with several. */
export const metricsOf = (alarm: Metric & { Metrics?: AlarmMetric[]; Period: number; Statistic: string }) =>
  alarm.Metrics ?? [{ MetricStat: { Metric: alarm, Period: alarm.Period, Stat: alarm.Statistic } }];

const describeMetric = ({ Expression, MetricStat }: AlarmMetric): string => {
  if (MetricStat === undefined) return `  ${Expression}`;
  const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
  const dimensions = Dimensions.map(({ Name, Value }) => `${Name}=${render(Value)}`);
  return `  ${MetricStat.Stat} of ${MetricStat.Period} s: ${[Namespace, MetricName, ...dimensions].join(' ')}`;
};

/** Each alarm's rule in a line, and in further ones what it computes with. */
export const describeAlarms = (template: Template): string[] =>
  findSettings(template, 'AWS::CloudWatch::Alarm').flatMap(([id, alarm]) => {
    const operator = alarm.ComparisonOperator === 'GreaterThanOrEqualToThreshold' ? '>=' : alarm.ComparisonOperator;
    const rule = `${operator} ${alarm.Threshold} in ${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods}`;
    return [
      `${id.replace('Monitoring', '')} ${rule}, missing: ${alarm.TreatMissingData}`,
      ...metricsOf(alarm).map(describeMetric),
    ];
  });

/** What a web ACL's rule does, in a line. */
export const describeRule = ({ Name, Statement, Action, OverrideAction }: Record<string, Record<string, unknown>>) => {
  const { RateBasedStatement: rate, ManagedRuleGroupStatement: group } = Object(Statement);
  if (group !== undefined) {
    const counted = group.RuleActionOverrides.map((rule: object) => render(rule));
    return [`${group.VendorName} ${Name}: ${render(OverrideAction)}`, ...counted].join(', ');
  }
  const code = Object(Action).Block?.CustomResponse.ResponseCode;
  return `${Name}: ${code} above ${rate.Limit} in ${rate.EvaluationWindowSec} s by ${rate.AggregateKeyType}`;
};
