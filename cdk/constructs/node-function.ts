import { Duration, Validations } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { bundleFunction } from './bundle.ts';
import { deployAsCanary } from './canary.ts';
import { createLogGroup } from './log-group.ts';
import type { Monitoring } from './monitoring.ts';

type NodeFunctionProps = {
  /** The folder below `functions/`. */
  readonly name: string;
  readonly description: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  /** Megabytes. Lambda's share of a CPU grows with it; 1769 is one whole CPU. */
  readonly memorySize: number;
  /** All permissions of the function, besides writing its log and sending traces. */
  readonly permissions: PolicyStatement[];
  /**
   * How many instances may run at once, and how many are kept warm. Absent: what is left of the account's limit, and
   * none.
   */
  readonly concurrency: Partial<Pick<Configuration, 'reservedConcurrency' | 'provisionedConcurrency'>>;
  /** How many failed invocations within a minute raise the alarm. */
  readonly alarmingErrors: number;
  /** The canary is judged by the alarms that have been added to it before the function is created. */
  readonly monitoring: Monitoring;
  readonly configuration: Configuration;
};

/** A bundled Node.js function with its own log group, role and alarms. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  /** What callers invoke: an alias or, for sam, which does not support aliases, the function. */
  readonly live: IFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { name, configuration, permissions, monitoring, concurrency, alarmingErrors, ...settings } = props;
    const { reservedConcurrency, provisionedConcurrency } = concurrency;
    const isTraced = configuration.tracing !== 0;
    this.logGroup = createLogGroup(this, 'LogGroup', configuration);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // Not AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    // The log group's ARN ends in `:*` for its streams, a wildcard that CloudWatch Logs requires.
    this.logGroup.grantWrite(role);
    for (const permission of permissions) role.addToPrincipalPolicy(permission);

    const isForSam = configuration.target === 'sam';
    this.function = new LambdaFunction(this, 'Function', {
      ...settings,
      // sam local sets only variables that the function declares. This one lets it use another DynamoDB endpoint.
      environment: isForSam ? { ...settings.environment, AWS_ENDPOINT_URL_DYNAMODB: '' } : settings.environment,
      runtime: Runtime.NODEJS_24_X,
      // sam local runs the function in a container of the machine's architecture, usually x86_64.
      architecture: isForSam ? Architecture.X86_64 : Architecture.ARM_64,
      handler: 'index.handler',
      code: bundleFunction(name),
      role,
      logGroup: this.logGroup,
      tracing: isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    if (isTraced) {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'For xray:PutTraceSegments and xray:PutTelemetryRecords only, which know no resources.',
      });
    }
    const alias = isForSam
      ? undefined
      : this.function.addAlias(
          'live',
          provisionedConcurrency === undefined ? {} : { provisionedConcurrentExecutions: provisionedConcurrency },
        );
    // CDK's classes do not quite match their interfaces: `role` is undefined where the interface omits it.
    this.live = (alias ?? this.function) as IFunction;
    const errors = watch(this.live, id, props);
    if (alias !== undefined && configuration.canary) deployAsCanary(alias, [errors, ...monitoring.canaryAlarms]);
  }
}

/**
 * Adds the function's graphs and alarms.
 * @returns the alarm that rolls back a canary
 */
const watch = (live: IFunction, id: string, { monitoring, alarmingErrors }: NodeFunctionProps) => {
  const period = Duration.minutes(1);
  const [failures, throttles] = [live.metricErrors({ period }), live.metricThrottles({ period })];
  monitoring.addGraphs({
    [`${id}: milliseconds`]: [50, 99].map((p) => live.metricDuration({ statistic: Stats.p(p) })),
    [`${id}: concurrent executions`]: [live.metric('ConcurrentExecutions', { statistic: Stats.MAXIMUM })],
    [`${id}: errors and throttles`]: [failures, throttles],
  });
  monitoring.addAlarm(`${id}Throttles`, {
    section: 'Throttles',
    metric: throttles,
    threshold: 1,
    means: `Lambda refused to run ${id}: its concurrency, or the account's, is used up.`,
    lookAt: "the graph of concurrent executions, and the account's quota in Service Quotas.",
    action: 'raise the quota or reservedConcurrency, or stop the client that causes it.',
  });
  return monitoring.addAlarm(`${id}Errors`, {
    section: 'Errors',
    metric: failures,
    threshold: alarmingErrors,
    means: `${id} threw, crashed, or ran out of time or memory.`,
    lookAt: 'its log group, for lines of level ERROR, "Task timed out" or "Runtime exited".',
    action: 'deploy the last good commit again if it began with a deployment.',
  });
};
