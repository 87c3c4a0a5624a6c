import type { Duration } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { bundleFunction } from './bundle.ts';
import { createLogGroup } from './log-group.ts';

interface NodeFunctionProps {
  /** The folder below `functions/`. */
  readonly name: string;
  readonly description: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  /** Megabytes. Lambda's share of a CPU grows with it; 1769 is one whole CPU. */
  readonly memorySize: number;
  /** Everything that the function may do, besides writing its own log. */
  readonly permissions: PolicyStatement[];
  readonly configuration: Configuration;
}

/** A bundled Node.js function with a log group and a role of its own. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { name, configuration, permissions, environment, ...settings } = props;
    const isForSam = configuration.target === 'sam';
    this.logGroup = createLogGroup(this, 'LogGroup', configuration);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // Not AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    // The log group's ARN ends in `:*`, its streams: the one wildcard here, and one that CloudWatch Logs requires.
    this.logGroup.grantWrite(role);
    for (const permission of permissions) role.addToPrincipalPolicy(permission);

    this.function = new LambdaFunction(this, 'Function', {
      ...settings,
      // sam local sets the variables that a function declares and no others: the SDK's own one for another table, here.
      environment: isForSam ? { ...environment, AWS_ENDPOINT_URL_DYNAMODB: '' } : environment,
      runtime: Runtime.NODEJS_24_X,
      // sam local runs the function in a container of the machine's own architecture, usually x86_64.
      architecture: isForSam ? Architecture.X86_64 : Architecture.ARM_64,
      handler: 'index.handler',
      code: bundleFunction(name),
      role,
      logGroup: this.logGroup,
    });
  }
}
