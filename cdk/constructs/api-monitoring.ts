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
    means: 'An answer broke off after its first byte; it ended in "success": false, so no client took it for whole.',
    lookAt: 'log lines "the answer ended early" of list-organizations: the error, and for a broken item its key.',
    action: 'repair the item, or see TableThrottles and ServerErrors.',
  });
  monitoring.addAlarm('Defects', {
    metric: countDefects(monitoring),
    threshold: 1,
    stopsCanaries: true,
    means: 'An item breaks its schema, or the table refuses a function: no retry mends that.',
    lookAt: 'log lines of level ERROR: the key of the broken item, or the refused action.',
    action: 'repair the item with whoever wrote it, or deploy the stack again to restore its permissions.',
  });
  monitoring.addAlarm('FailedAuthentications', {
    metric: monitoring.count(METRIC.failedAuthentications, AUTHORIZER),
    threshold: 5,
    means: 'Callers get 503 because the authorizer reaches neither a decision nor a denial.',
    lookAt: 'errors by kind: jwks-unavailable is the issuer, table-unavailable the table.',
    action: "restore the issuer's JWKS; its keys are kept for an hour, and API keys work without it.",
  });
  monitoring.addAlarm('Denials', {
    metric: monitoring.count(METRIC.denials, AUTHORIZER),
    threshold: 200,
    means: 'Many credentials are refused: a client with an old key, or somebody who tries keys.',
    lookAt: 'denials by reason, and the addresses in the access log with status 401.',
    action: "tell the key's owner, or block the addresses (webAcl); guessing a key is hopeless.",
  });
  monitoring.addAlarm('SlowReads', {
    metric: monitoring.count(METRIC.slowReads, LIST_ORGANIZATIONS),
    threshold: 1,
    means: 'The list reads the table by the SDK as it comes: its answers are right, but cost more time.',
    lookAt: 'log lines "reads take the slow way", which say what the SDK does differently.',
    action: 'go back to the last version of @aws-sdk/client-dynamodb that was fast, or teach lib/table the new one.',
  });
  monitoring.addAlarm('Latency', {
    metric: latency,
    threshold: Duration.seconds(10).toMilliseconds(),
    datapointsToAlarm: 12,
    evaluationPeriods: 15,
    means: 'For most of a quarter of an hour one answer of a hundred took ten seconds or more.',
    lookAt: 'traces in X-Ray, then durationMs and bytes in the log of list-organizations: slow table or large answers.',
    action: 'ask for ?projects=false where projects are not needed; see TableThrottles.',
  });
  monitoring.addAlarm('NearThrottling', {
    metric: requests,
    threshold: Math.ceil(requestsPerSecond * 60 * 0.8),
    datapointsToAlarm: 3,
    means: "Requests come near to the stage's limit, beyond which clients get 429.",
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
