import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { STAGE } from '../../lib/http/route.ts';
import type { MetricName } from '../../lib/telemetry/metric.ts';
import type { Configuration } from '../configuration.ts';

/** What whoever is woken by an alarm reads first, a sentence each. `cdk/RUNBOOK.md` says more. */
interface RunbookLine {
  readonly means: string;
  readonly lookAt: string;
  readonly action: string;
}

interface AlarmProps extends RunbookLine {
  /** The heading in the runbook, where several alarms share one; the alarm's id by default. */
  readonly section?: string;
  readonly metric: IMetric;
  /** The alarm is raised at this value and above. */
  readonly threshold: number;
  /** How many of the metric's periods in a row; 1 by default. */
  readonly periods?: number;
  /** Whether no data is as bad as too much of it, for what must happen regularly. */
  readonly expectsData?: boolean;
}

const METRIC_PERIOD = Duration.minutes(5);

/** One dashboard and one topic; every construct adds the graphs and the alarms of what it makes. */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;
  readonly topic: Topic;
  /** Of the functions' own metrics, a namespace each deployment. */
  readonly namespace: string;
  /** Raised by what API Gateway answers with 500 and above, whoever caused it. */
  readonly serverErrors: Alarm;

  constructor(scope: Construct, id: string, { alarmEmail }: Configuration) {
    super(scope, id);
    const { stackName, account } = Stack.of(this);
    this.namespace = stackName;
    // Without a name of ours: a dashboard's name is unique in all regions of an account.
    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(12) });
    this.topic = new Topic(this, 'Alarms', { displayName: `${stackName} alarms`, enforceSSL: true });
    const conditions = { StringEquals: { 'aws:SourceAccount': account } };
    this.topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    this.serverErrors = this.addAlarm('ServerErrors', {
      metric: this.ofApi('5XXError', Stats.SUM, Duration.minutes(1)),
      threshold: 5,
      means: 'Five clients or more got an error within a minute that is not theirs.',
      lookAt: 'errors by kind on the dashboard, then the log line of one requestId in each log group.',
      action: 'deploy the last good commit again if it began with a deployment; otherwise go by the kind.',
    });
  }

  /** A metric of API Gateway's. It goes by the API's name, which is the stack's. */
  ofApi(metricName: string, statistic: string, period = METRIC_PERIOD) {
    const dimensionsMap = { ApiName: this.namespace, Stage: STAGE };
    return new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap,
      statistic,
      period,
      label: `${metricName} ${statistic}`,
    });
  }

  get url() {
    const { region } = Stack.of(this);
    return `https://console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${this.dashboard.dashboardName}`;
  }

  /** The sum of what a function counts; `service` is the function's folder. */
  count(metricName: MetricName, service: string, split: Record<string, string> = {}) {
    const dimensionsMap = { service, ...split };
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap,
      statistic: Stats.SUM,
      period: METRIC_PERIOD,
    });
  }

  /** What a function counts, by each value of the dimension that it is split by. */
  countBy(metricName: MetricName, dimension: string) {
    const search = `{"${this.namespace}",service,${dimension}} MetricName="${metricName}"`;
    return new MathExpression({
      expression: `SEARCH('${search}', 'Sum', ${METRIC_PERIOD.toSeconds()})`,
      label: '',
      usingMetrics: {},
      period: METRIC_PERIOD,
    });
  }

  /** A row of the dashboard: the metrics of each graph by its title. */
  addGraphs(graphs: Readonly<Record<string, readonly IMetric[]>>) {
    const width = 24 / Object.keys(graphs).length;
    const widgets = Object.entries(graphs).map(
      ([title, left]) => new GraphWidget({ title, left: [...left], width, leftYAxis: { min: 0 } }),
    );
    this.dashboard.addWidgets(...widgets);
  }

  /** An alarm that tells the topic, in words of the runbook. */
  addAlarm(id: string, { means, lookAt, action, section = id, ...props }: AlarmProps) {
    const { metric, threshold, periods = 1, expectsData = false } = props;
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: expectsData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${means} Look at: ${lookAt} Do: ${action} (cdk/RUNBOOK.md#${section.toLowerCase()})`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}
