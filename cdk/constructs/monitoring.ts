import { Aws, CfnMapping, Duration, Stack } from 'aws-cdk-lib';
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
import { STAGE } from '../../lib/contract/route.ts';
import type { MetricName } from '../../lib/telemetry/metric.ts';
import type { Configuration } from '../configuration.ts';

/** What whoever is woken by an alarm reads first, a sentence each. `cdk/RUNBOOK.md` says more. */
type RunbookLine = {
  readonly means: string;
  readonly lookAt: string;
  readonly action: string;
};

type AlarmProps = RunbookLine & {
  /** The heading in the runbook, where several alarms share one; the alarm's id by default. */
  readonly section?: string;
  readonly metric: IMetric;
  /** The alarm is raised at this value and above. */
  readonly threshold: number;
  /** How many of the last periods must be that bad; 1 by default. */
  readonly periods?: number;
  /** How many periods are looked at; 5 by default. */
  readonly among?: number;
  /** Whether it takes canaries back that are on their way. */
  readonly stopsCanaries?: boolean;
  /** Whether no data is as bad as too much of it, for what must happen regularly. */
  readonly expectsData?: boolean;
};

/** AWS's console by partition. */
const CONSOLES = {
  aws: { host: 'console.aws.amazon.com' },
  'aws-cn': { host: 'console.amazonaws.cn' },
  'aws-us-gov': { host: 'console.amazonaws-us-gov.com' },
};

/** Short, because a canary is judged within five minutes. */
const PERIOD = Duration.minutes(1);

/**
 * Some metrics come minutes late. An alarm that looked at the last period alone would never see them: at first there is no
 * point, or the 0 of a FILL, and when the point comes its period has passed.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
const LOOKS_BACK = 5;

/** One dashboard and one topic; every construct adds the graphs and the alarms of what it makes. */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;
  readonly topic: Topic;
  /** Of the functions' own metrics, a namespace each deployment. */
  readonly namespace: string;
  /** Those by which a canary is judged. */
  readonly canaryAlarms: Alarm[] = [];
  readonly #consoles = new CfnMapping(this, 'Consoles', { mapping: CONSOLES });

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
  }

  /** A metric of API Gateway's. It goes by the API's name, which is the stack's. */
  ofApi(metricName: string, statistic: string) {
    return new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiName: this.namespace, Stage: STAGE },
      statistic,
      label: `${metricName} ${statistic}`,
      period: PERIOD,
    });
  }

  get url() {
    const { region } = Stack.of(this);
    const console = this.#consoles.findInMap(Aws.PARTITION, 'host');
    return `https://${console}/cloudwatch/home?region=${region}#dashboards/dashboard/${this.dashboard.dashboardName}`;
  }

  /** The sum of what a function counts; `service` is the function's folder. */
  count(metricName: MetricName, service: string, split: Record<string, string> = {}) {
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { service, ...split },
      statistic: Stats.SUM,
      period: PERIOD,
    });
  }

  /** What a function counts, by each value of the dimension that it is split by. */
  countBy(metricName: MetricName, dimension: string) {
    const search = `{"${this.namespace}",service,${dimension}} MetricName="${metricName}"`;
    return new MathExpression({
      expression: `SEARCH('${search}', 'Sum', ${PERIOD.toSeconds()})`,
      label: '',
      usingMetrics: {},
      period: PERIOD,
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
    const { metric, threshold, periods = 1, among = LOOKS_BACK, expectsData = false, stopsCanaries = false } = props;
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      datapointsToAlarm: periods,
      evaluationPeriods: among,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: expectsData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${means} Look at: ${lookAt} Do: ${action} (cdk/RUNBOOK.md#${section.toLowerCase()})`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    if (stopsCanaries) this.canaryAlarms.push(alarm);
    return alarm;
  }
}
