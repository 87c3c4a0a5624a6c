import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What an alarm tells the person on call, one sentence each. `cdk/RUNBOOK.md` has the details. */
type RunbookLine = {
  readonly means: string;
  readonly lookAt: string;
  readonly action: string;
};

export type AlarmProps = RunbookLine & {
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

/**
 * In periods. Some metrics arrive minutes late. An alarm on the last period alone would miss them: at first there is no
 * data point, or the 0 of a FILL, and when the point arrives its period has passed.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
const EVALUATION_PERIODS = 5;

/** Creates an alarm whose description has the lines of the runbook. */
export const createAlarm = (scope: Construct, id: string, props: AlarmProps): Alarm => {
  const { means, lookAt, action, section = id, metric, threshold, expectsData = false } = props;
  return new Alarm(scope, id, {
    metric,
    threshold,
    datapointsToAlarm: props.datapointsToAlarm ?? 1,
    evaluationPeriods: props.evaluationPeriods ?? EVALUATION_PERIODS,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: expectsData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    alarmDescription: `${means} Look at: ${lookAt} Do: ${action} (cdk/RUNBOOK.md#${section.toLowerCase()})`,
  });
};
