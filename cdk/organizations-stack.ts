import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from './configuration.ts';
import { OrganizationsApi } from './constructs/api.ts';
import { Authorizer } from './constructs/authorizer.ts';
import { ExpireTrials } from './constructs/expire-trials.ts';
import { ListOrganizations } from './constructs/list-organizations.ts';
import { OrganizationsTable } from './constructs/table.ts';

/** The whole service: one table, one function per duty, one API. */
export class OrganizationsStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, { description: 'GET /v1/api/organizations' });

    const { table } = new OrganizationsTable(this, 'Table', configuration);
    const authorizer = new Authorizer(this, 'Authorizer', { table, configuration });
    const listOrganizations = new ListOrganizations(this, 'ListOrganizations', { table, configuration });
    const api = new OrganizationsApi(this, 'Api', { authorizer, listOrganizations, configuration });

    const expireTrials = new ExpireTrials(this, 'ExpireTrials', { table, configuration });

    const outputs = {
      ApiUrl: api.url,
      TableName: table.tableName,
      AuthorizerFunctionName: authorizer.function.functionName,
      AuthorizerLogGroupName: authorizer.logGroup.logGroupName,
      ListOrganizationsFunctionName: listOrganizations.function.functionName,
      ListOrganizationsLogGroupName: listOrganizations.logGroup.logGroupName,
      ExpireTrialsFunctionName: expireTrials.function.functionName,
      ExpireTrialsLogGroupName: expireTrials.logGroup.logGroupName,
      AccessLogGroupName: api.accessLogGroup.logGroupName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
