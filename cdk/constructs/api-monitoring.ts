import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC } from '../../lib/telemetry/metric.ts';
import type { Configuration } from '../configuration.ts';
import type { Monitoring } from './monitoring.ts';

const AUTHORIZER = 'authorizer';
const LIST_ORGANIZATIONS = 'list-organizations';

/** Graphs and alarms on what clients see of the API, and on the causes that the functions report. */
export const monitorApi = (monitoring: Monitoring, { requestsPerSecond }: Configuration) => {
  const sum = (name: string) => monitoring.ofApi(name, Stats.SUM);
  const [requests, serverErrors, latency] = [sum('Count'), sum('5XXError'), monitoring.ofApi('Latency', Stats.p(99))];
  const partialAnswers = monitoring.count(METRIC.partialAnswers, LIST_ORGANIZATIONS);
  monitoring.addGraphs({
    Requests: [requests, sum('4XXError'), serverErrors],
    'Latency in milliseconds': [
      monitoring.ofApi('Latency', Stats.p(50)),
      monitoring.ofApi('Latency', Stats.p(90)),
      latency,
    ],
  });
  monitoring.addGraphs({
    'Errors by kind': [
      monitoring.countBy(METRIC.failedRequests, 'kind'),
      monitoring.countBy(METRIC.failedAuthentications, 'kind'),
    ],
    'Denials by reason': [monitoring.countBy(METRIC.denials, 'reason')],
    'Partial answers': [partialAnswers],
  });
  monitoring.addAlarm('ServerErrors', {
    metric: serverErrors,
    threshold: 5,
    stopsCanaries: true,
    means: 'Five requests or more within a minute got a 5xx.',
    lookAt: 'errors by kind on the dashboard, then the log lines of one requestId in each log group.',
    action: 'deploy the last good commit again if it began with a deployment; otherwise go by the kind.',
  });
  monitoring.addAlarm('PartialAnswers', {
    metric: partialAnswers,
    threshold: 1,
    stopsCanaries: true,
    means:
      'An answer failed after its first byte. It ended in "success": false, which tells clients that it is incomplete.',
    lookAt: 'log lines "the answer ended early" of list-organizations: the error, and for a broken item its key.',
    action: 'repair the item, as for Defects, or see TableThrottles and ServerErrors.',
  });
  monitoring.addAlarm('Defects', {
    metric: countDefects(monitoring),
    threshold: 1,
    stopsCanaries: true,
    means: 'An item breaks its schema, or the table refuses a function: retries do not help.',
    lookAt: 'log lines of level ERROR: the key of the broken item, or the refused action.',
    action:
      'list what is broken with "npm run organizations -- check <organizationId> --stack <name>", or deploy the stack again to restore its permissions.',
  });
  monitoring.addAlarm('FailedAuthentications', {
    metric: monitoring.count(METRIC.failedAuthentications, AUTHORIZER),
    threshold: 5,
    means: 'Callers get 503 because the authorizer cannot check their credentials.',
    lookAt: 'errors by kind: jwks-unavailable is the issuer, table-unavailable the table.',
    action: "restore the issuer's JWKS; its keys are kept for an hour, and API keys work without it.",
  });
  monitoring.addAlarm('Denials', {
    metric: monitoring.count(METRIC.denials, AUTHORIZER),
    threshold: 200,
    means: 'Many credentials are refused: a client uses an old key, or somebody is guessing keys.',
    lookAt: 'denials by reason, and the addresses in the access log with status 401.',
    action: "tell the key's owner, or block the addresses (webAcl). Keys have 238 random bits and cannot be guessed.",
  });
  monitoring.addAlarm('SlowReads', {
    metric: monitoring.count(METRIC.slowReads, LIST_ORGANIZATIONS),
    threshold: 1,
    means:
      'The fast read path does not fit this version of the AWS SDK and is off. Answers are correct but take more time.',
    lookAt: 'log lines "fast reads are off", which say what the SDK does differently.',
    action: 'go back to the last version of @aws-sdk/client-dynamodb that worked, or adapt lib/table/fast-reads.ts.',
  });
  monitoring.addAlarm('Latency', {
    metric: latency,
    threshold: Duration.seconds(10).toMilliseconds(),
    datapointsToAlarm: 12,
    evaluationPeriods: 15,
    means: 'In 12 of the last 15 minutes, one answer in a hundred took ten seconds or more.',
    lookAt: 'traces in X-Ray, then durationMs and bytes in the log of list-organizations: slow table or large answers.',
    action: 'ask for ?projects=false where projects are not needed; see TableThrottles.',
  });
  monitoring.addAlarm('NearThrottling', {
    metric: requests,
    threshold: Math.ceil(requestsPerSecond * 60 * 0.8),
    datapointsToAlarm: 3,
    means: "Requests are close to the stage's limit, above which clients get 429.",
    lookAt: 'requests by address in the access log and by principal in the log of the authorizer.',
    action: 'raise requestsPerSecond with the quota of concurrent executions, or stop a runaway client.',
  });
};

const countDefects = (monitoring: Monitoring) => {
  const of = (kind: string) => [
    monitoring.count(METRIC.failedAuthentications, AUTHORIZER, { kind }),
    monitoring.count(METRIC.failedRequests, LIST_ORGANIZATIONS, { kind }),
    monitoring.count(METRIC.partialAnswers, LIST_ORGANIZATIONS, { kind }),
  ];
  const usingMetrics = Object.fromEntries(
    ['broken-item', 'table-refused', 'internal'].flatMap(of).map((metric, index) => [`m${index}`, metric]),
  );
  const expression = `SUM([${Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`)}])`;
  return new MathExpression({ expression, usingMetrics, label: 'defects', period: Duration.minutes(1) });
};
