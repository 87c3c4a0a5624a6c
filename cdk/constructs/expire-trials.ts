import { Duration, Stack } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { ExpireTrialsEnvironment } from '../../functions/expire-trials/config.ts';
import {
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  KEY_PREFIX,
  PARTITION_KEY,
  SORT_KEY,
  TRIAL_PARTITION,
} from '../../lib/table/schema.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import type { Configuration } from '../configuration.ts';
import type { Monitoring } from './monitoring.ts';
import { NodeFunction } from './node-function.ts';
import { createReadStatement } from './read-statement.ts';
import type { OrganizationsTable } from './table.ts';
import { createUpdateStatement } from './update-statement.ts';

type ExpireTrialsProps = {
  readonly table: OrganizationsTable;
  readonly monitoring: Monitoring;
  readonly configuration: Configuration;
};

/** The function's folder below `functions/`. */
const NAME = 'expire-trials';

/** The attributes that decide whether a trial is over and record its end. */
const TRIAL_ATTRIBUTES = [
  PARTITION_KEY,
  SORT_KEY,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  'trialExpiredDate',
  'trialUpgradedDate',
  'deletedDate',
];

/**
 * Deletes the organizations whose trials are over, once a day. Reads hide them as soon as their time is over, without
 * this.
 */
export class ExpireTrials extends NodeFunction {
  constructor(scope: Construct, id: string, { table, monitoring, configuration }: ExpireTrialsProps) {
    const environment: ExpireTrialsEnvironment = {
      TABLE_NAME: table.name,
      METRICS_NAMESPACE: monitoring.namespace,
    };
    super(scope, id, {
      name: NAME,
      description: 'Deletes the organizations whose trials are over',
      environment,
      timeout: Duration.minutes(5),
      // It nearly always waits for the table.
      memorySize: 512,
      permissions: [
        createReadStatement('Query', table.readableIndexArns, [TRIAL_PARTITION]),
        createReadStatement('GetItem', table.readableArns, [KEY_PREFIX.organization]),
        createUpdateStatement(table.readableArns, KEY_PREFIX.organization, TRIAL_ATTRIBUTES),
        ...table.useKey('write'),
      ],
      alarmingErrors: 1,
      concurrency: {},
      monitoring,
      // A canary gets a tenth of the calls, which is nothing for one call a day.
      configuration: { ...configuration, canary: false },
    });
    this.#addSchedule();
    this.#watch(monitoring);
  }

  #addSchedule() {
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }),
    });
    // The target would otherwise also allow every version of the function.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.live.functionArn] }),
    );
    new Schedule(this, 'Schedule', {
      description: 'Runs expire-trials daily',
      schedule: ScheduleExpression.cron({ hour: '3', minute: '20' }),
      target: new LambdaInvoke(this.live, {
        role: role.withoutPolicyUpdates(),
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
  }

  #watch(monitoring: Monitoring) {
    const expired = monitoring.count(METRIC.expiredTrials, NAME);
    const unfinished = monitoring.count(METRIC.unfinishedRuns, NAME);
    monitoring.addGraphs({ 'Trials that ended': [expired], 'Runs that left some': [unfinished] });
    monitoring.addAlarm('TrialsBehind', {
      // A complete run counts 0. A run that did not start or did not end has no data point, which is as bad. FILL turns
      // that into 1: without it, CloudWatch would skip days without data as long as it finds older points. The current
      // day counts as 1 until its run.
      metric: new MathExpression({
        expression: 'FILL(unfinished, 1)',
        usingMetrics: { unfinished: unfinished.with({ statistic: Stats.MINIMUM, period: Duration.days(1) }) },
        period: Duration.days(1),
      }),
      threshold: 1,
      datapointsToAlarm: 3,
      evaluationPeriods: 3,
      expectsData: true,
      means: 'No run of expire-trials has completed for two days: overdue organizations are hidden, but not deleted.',
      lookAt: 'its log group for "expired trials" and "a trial cannot be ended", and whether its schedule is enabled.',
      action: 'repair the items that the log names; run "organizations trials expire" if there are very many.',
    });
  }
}
