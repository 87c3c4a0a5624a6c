import { Validations } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';

/**
 * Shifts a tenth of the calls to a new version for five minutes, then all of them. An alarm within that time rolls back
 * the version and the stack's deployment.
 */
export const deployAsCanary = (alias: Alias, alarms: IAlarm[]) => {
  const group = new LambdaDeploymentGroup(alias, 'Canary', {
    alias,
    alarms,
    deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  });
  Validations.of(group).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
    reason: "CodeDeploy's own role, with the policy that AWS documents for moving an alias.",
  });
};
