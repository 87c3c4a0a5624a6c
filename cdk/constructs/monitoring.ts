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

/** What an alarm tells the person on call, one sentence each. `cdk/RUNBOOK.md` has the details. */
type RunbookLine = {
  readonly means: string;
  readonly lookAt: string;
  readonly action: string;
};

type AlarmProps = RunbookLine & {
  /** The heading in the runbook, if several alarms share one. Absent: the alarm's id. */
  readonly section?: string;
  readonly metric: IMetric;
  /** The alarm is raised at this value and above. */
  readonly threshold: number;
  /** How many of the periods must reach the threshold; 1 by default. */
  readonly datapointsToAlarm?: number;
  /** How many periods are evaluated; 5 by default. */
  readonly evaluationPeriods?: number;
  /** Whether the alarm rolls back a canary deployment in progress. */
  readonly stopsCanaries?: boolean;
  /** Whether missing data raises the alarm, for what must happen regularly. */
  readonly expectsData?: boolean;
};

/** The host of AWS's console, by partition. */
const CONSOLES = {
  aws: { host: 'console.aws.amazon.com' },
  'aws-cn': { host: 'console.amazonaws.cn' },
  'aws-us-gov': { host: 'console.amazonaws-us-gov.com' },
};

/** One minute, because a canary is judged within five. */
const PERIOD = Duration.minutes(1);

/**
 * In periods. Some metrics arrive minutes late. An alarm on the last period alone would miss them: at first there is no
 * data point, or the 0 of a FILL, and when the point arrives its period has passed.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
const EVALUATION_PERIODS = 5;

/** The dashboard and the alarm topic. Each construct adds its own graphs and alarms. */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;
  readonly topic: Topic;
  /** The namespace of the functions' own metrics; each deployment has its own. */
  readonly namespace: string;
  /** The alarms that roll back a canary. */
  readonly canaryAlarms: Alarm[] = [];
  readonly #consoles = new CfnMapping(this, 'Consoles', { mapping: CONSOLES });

  constructor(scope: Construct, id: string, { alarmEmail }: Configuration) {
    super(scope, id);
    const { stackName, account } = Stack.of(this);
    this.namespace = stackName;
    // No explicit name: a dashboard's name is unique across all regions of an account.
    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(12) });
    this.topic = new Topic(this, 'Alarms', { displayName: `${stackName} alarms`, enforceSSL: true });
    const conditions = { StringEquals: { 'aws:SourceAccount': account } };
    this.topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
  }

  /** A metric of API Gateway. Its dimension is the API's name, which is the stack's. */
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

  /** The sum of a counter of a function; `service` is the function's folder. */
  count(metricName: MetricName, service: string, split: Record<string, string> = {}) {
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { service, ...split },
      statistic: Stats.SUM,
      period: PERIOD,
    });
  }

  /** A counter of the functions, one line for each value of a dimension. */
  countBy(metricName: MetricName, dimension: string) {
    const search = `{"${this.namespace}",service,${dimension}} MetricName="${metricName}"`;
    return new MathExpression({
      expression: `SEARCH('${search}', 'Sum', ${PERIOD.toSeconds()})`,
      label: '',
      usingMetrics: {},
      period: PERIOD,
    });
  }

  /** Adds a row to the dashboard: the metrics of each graph, by its title. */
  addGraphs(graphs: Readonly<Record<string, readonly IMetric[]>>) {
    const width = 24 / Object.keys(graphs).length;
    const widgets = Object.entries(graphs).map(
      ([title, left]) => new GraphWidget({ title, left: [...left], width, leftYAxis: { min: 0 } }),
    );
    this.dashboard.addWidgets(...widgets);
  }

  /** Adds an alarm that notifies the topic. Its description has the lines of the runbook. */
  addAlarm(id: string, { means, lookAt, action, section = id, ...props }: AlarmProps) {
    const {
      metric,
      threshold,
      datapointsToAlarm = 1,
      evaluationPeriods = EVALUATION_PERIODS,
      expectsData = false,
      stopsCanaries = false,
    } = props;
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      datapointsToAlarm,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: expectsData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${means} Look at: ${lookAt} Do: ${action} (cdk/RUNBOOK.md#${section.toLowerCase()})`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    if (stopsCanaries) this.canaryAlarms.push(alarm);
    return alarm;
  }
}
