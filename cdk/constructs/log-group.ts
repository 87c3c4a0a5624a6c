import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';

/**
 * Creates a log group with the configured retention. If data is retained, the group outlives the stack, unless the
 * deployment that creates it fails. A customer managed key must allow CloudWatch Logs to use it: cdk/DEPLOYING.md has
 * the statement.
 */
export const createLogGroup = (scope: Construct, id: string, configuration: Configuration) => {
  const { retainsData, logRetention, logKey } = configuration;
  return new LogGroup(scope, id, {
    retention: logRetention,
    ...(logKey === undefined ? {} : { encryptionKey: Key.fromKeyArn(new Construct(scope, `${id}Key`), 'Key', logKey) }),
    removalPolicy: retainsData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
};
