import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';

/** Kept as long as the environment says; where data is retained, it outlives the stack. */
export const createLogGroup = (scope: Construct, id: string, { retainsData, logRetention }: Configuration) =>
  new LogGroup(scope, id, {
    retention: logRetention,
    removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
