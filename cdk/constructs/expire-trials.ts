import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { ExpireTrialsEnvironment } from '../../functions/expire-trials/config.ts';
import {
  INDEX_NAME,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  KEY_PREFIX,
  PARTITION_KEY,
  SORT_KEY,
  TRIAL_PARTITION,
} from '../../lib/table/schema.ts';
import type { Configuration } from '../configuration.ts';
import { NodeFunction } from './node-function.ts';
import { createReadStatement, createUpdateStatement } from './table-statements.ts';

interface ExpireTrialsProps {
  readonly table: TableV2;
  readonly configuration: Configuration;
}

/** What decides on a trial's end and records it. */
const TRIAL_ATTRIBUTES = [
  PARTITION_KEY,
  SORT_KEY,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  'trialExpiredDate',
  'trialUpgradedDate',
  'deletedDate',
];

/** Deletes, once a day, the organizations whose trials are over. Reads leave them out from the very second anyway. */
export class ExpireTrials extends NodeFunction {
  constructor(scope: Construct, id: string, { table, configuration }: ExpireTrialsProps) {
    const environment: ExpireTrialsEnvironment = { TABLE_NAME: table.tableName };
    super(scope, id, {
      name: 'expire-trials',
      description: 'Deletes the organizations whose trials are over',
      environment,
      timeout: Duration.minutes(5),
      // Nearly all of its time is waiting for the table.
      memorySize: 512,
      permissions: [
        createReadStatement('Query', `${table.tableArn}/index/${INDEX_NAME}`, [TRIAL_PARTITION]),
        createReadStatement('GetItem', table.tableArn, [KEY_PREFIX.organization]),
        createUpdateStatement(table.tableArn, KEY_PREFIX.organization, TRIAL_ATTRIBUTES),
      ],
      configuration,
    });
    this.#addSchedule();
    this.#addAlarms();
  }

  #addSchedule() {
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }),
    });
    // By itself the target would also allow every version of the function.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
    );
    new Schedule(this, 'Schedule', {
      description: 'Runs expire-trials daily',
      schedule: ScheduleExpression.cron({ hour: '3', minute: '20' }),
      target: new LambdaInvoke(this.function, {
        role: role.withoutPolicyUpdates(),
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
  }

  #addAlarms() {
    new Alarm(this, 'Failed', {
      alarmDescription: 'expire-trials failed: its log says why. It is tried again twice, and tomorrow.',
      metric: this.function.metricErrors({ period: Duration.hours(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    // A run that came to its end says 0. One that did not start or did not end says nothing, which is as bad.
    new Alarm(this, 'Behind', {
      alarmDescription: 'expire-trials left trials that are over for two days, or did not run: run it by hand.',
      metric: new Metric({
        namespace: 'ListOrganizations',
        metricName: 'UnfinishedRuns',
        dimensionsMap: { service: 'expire-trials' },
        statistic: Stats.MINIMUM,
        period: Duration.days(1),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
