import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';

/** Keeps three months in prod, where it outlives the stack, and one month in dev, where it goes with it. */
export const createLogGroup = (scope: Construct, id: string, { environment }: Configuration) =>
  new LogGroup(scope, id, {
    retention: environment === 'prod' ? RetentionDays.THREE_MONTHS : RetentionDays.ONE_MONTH,
    removalPolicy: environment === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
