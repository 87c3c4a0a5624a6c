import { CfnOutput, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from './configuration.ts';
import { OrganizationsApi } from './constructs/api.ts';
import { monitorApi } from './constructs/api-monitoring.ts';
import { Authorizer } from './constructs/authorizer.ts';
import { ExpireTrials } from './constructs/expire-trials.ts';
import { ListOrganizations } from './constructs/list-organizations.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { OrganizationsTable } from './constructs/table.ts';
import { RegionIndependentSynthesizer } from './region-independent-synthesizer.ts';

/** @returns what names the stack, and says where it is */
export const stackProps = ({ stackName, region }: Pick<Configuration, 'stackName' | 'region'>) => ({
  stackName,
  description: 'GET /v1/api/organizations',
  ...(region === undefined ? {} : { env: { region } }),
});

/** The whole service: one table, one function per duty, one API, and what watches over them. */
export class OrganizationsStack extends Stack {
  constructor(scope: Construct, configuration: Configuration) {
    super(scope, 'Organizations', {
      ...stackProps(configuration),
      // CDK's classes are not quite their interfaces: they leave `bootstrapQualifier` undefined instead of out.
      synthesizer: new RegionIndependentSynthesizer() as IStackSynthesizer,
    });

    const monitoring = new Monitoring(this, 'Monitoring', configuration);
    monitorApi(monitoring, configuration);
    const table = new OrganizationsTable(this, 'Table', { monitoring, configuration });
    const authorizer = new Authorizer(this, 'Authorizer', { table, monitoring, configuration });
    const listOrganizations = new ListOrganizations(this, 'ListOrganizations', { table, monitoring, configuration });
    const api = new OrganizationsApi(this, 'Api', { authorizer, listOrganizations, monitoring, configuration });
    const expireTrials = new ExpireTrials(this, 'ExpireTrials', { table, monitoring, configuration });

    const outputs = {
      ApiUrl: api.url,
      Curl: `curl --compressed -H "x-api-key: $ORGANIZATIONS_API_KEY" ${api.url}api/organizations`,
      TableName: table.name,
      DashboardUrl: monitoring.url,
      AlarmTopicArn: monitoring.topic.topicArn,
      AuthorizerFunctionName: authorizer.function.functionName,
      AuthorizerLogGroupName: authorizer.logGroup.logGroupName,
      ListOrganizationsFunctionName: listOrganizations.function.functionName,
      ListOrganizationsLogGroupName: listOrganizations.logGroup.logGroupName,
      ExpireTrialsFunctionName: expireTrials.function.functionName,
      ExpireTrialsLogGroupName: expireTrials.logGroup.logGroupName,
      Issuers: JSON.stringify(configuration.issuers),
      AccessLogGroupName: api.accessLogGroup.logGroupName,
      ...(api.domain === undefined ? {} : { DomainTarget: api.domain.target }),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
