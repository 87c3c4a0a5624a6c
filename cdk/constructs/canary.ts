import { Validations } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias } from 'aws-cdk-lib/aws-lambda';

/**
 * Lets a new version answer a tenth of the calls for five minutes before it answers all of them. An alarm in between
 * takes it back, and the deployment of the stack with it.
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
