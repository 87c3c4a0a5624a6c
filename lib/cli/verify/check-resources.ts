import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Check } from './check.ts';
import type { AwsSettings, Deployment } from './read-deployment.ts';

/** What AWS says of the resources, and nothing that changes any. */
export const createResourceChecks = ({ table, alarms, logGroups }: Deployment, settings: AwsSettings): Check[] => {
  const dynamodb = new DynamoDBClient(settings);
  return [
    { check: 'no alarm is raised', findFault: () => findRaisedAlarms(alarms, settings) },
    { check: 'every log group has a retention', findFault: () => findEndlessLogs(logGroups, settings) },
    {
      check: 'the table can be restored to any point in time',
      findFault: async () => {
        const { ContinuousBackupsDescription: backups } = await dynamodb.send(
          new DescribeContinuousBackupsCommand({ TableName: table }),
        );
        const status = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
        return status === 'ENABLED' ? undefined : `point-in-time recovery is ${status ?? 'unknown'}`;
      },
    },
    {
      check: 'the table refuses deletion',
      findFault: async () => {
        const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
        return Table?.DeletionProtectionEnabled === true
          ? undefined
          : 'deletion protection is off, as in the environment dev';
      },
    },
  ];
};

/** DescribeAlarms answers for 100 names at most, which a stack of this project stays below. */
const findRaisedAlarms = async (alarms: readonly string[], settings: AwsSettings) => {
  if (alarms.length === 0) return 'the stack has no alarm';
  const command = new DescribeAlarmsCommand({ AlarmNames: [...alarms], MaxRecords: 100 });
  const { MetricAlarms = [] } = await new CloudWatchClient(settings).send(command);
  if (MetricAlarms.length < alarms.length) return `${alarms.length - MetricAlarms.length} of its alarms are missing`;
  const raised = MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM');
  return raised.length === 0 ? undefined : raised.map(({ AlarmName }) => AlarmName).join(', ');
};

const findEndlessLogs = async (names: readonly string[], settings: AwsSettings) => {
  if (names.length === 0) return 'the stack has no log group';
  const client = new CloudWatchLogsClient(settings);
  const groups = await Promise.all(
    names.map(async (name) => {
      const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
      return { name, days: logGroups.find(({ logGroupName }) => logGroupName === name)?.retentionInDays };
    }),
  );
  const endless = groups.filter(({ days }) => days === undefined);
  return endless.length === 0
    ? undefined
    : `without a retention, or missing: ${endless.map(({ name }) => name).join(', ')}`;
};
