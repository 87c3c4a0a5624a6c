import { Aws, CfnMapping, Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { STAGE } from '../../lib/contract/route.ts';
import type { MetricName } from '../../lib/telemetry/metric.ts';
import type { Configuration } from '../configuration.ts';
import { type AlarmProps, createAlarm } from './create-alarm.ts';

/** The host of AWS's console, by partition. */
const CONSOLES = {
  aws: { host: 'console.aws.amazon.com' },
  'aws-cn': { host: 'console.amazonaws.cn' },
  'aws-us-gov': { host: 'console.amazonaws-us-gov.com' },
};

/** One minute, because a canary is judged within five. */
const PERIOD = Duration.minutes(1);

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

  /** Adds an alarm that notifies the topic. */
  addAlarm(id: string, props: AlarmProps) {
    const alarm = createAlarm(this, id, props);
    alarm.addAlarmAction(new SnsAction(this.topic));
    if (props.stopsCanaries === true) this.canaryAlarms.push(alarm);
    return alarm;
  }
}
