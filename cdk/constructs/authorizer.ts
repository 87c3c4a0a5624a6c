import { Duration } from 'aws-cdk-lib';
import { RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { AuthorizerEnvironment } from '../../functions/authorizer/config.ts';
import { KEY_PREFIX, LAST_USED_ATTRIBUTE, PARTITION_KEY, SORT_KEY } from '../../lib/table/schema.ts';
import type { Configuration } from '../configuration.ts';
import { toIssuerVariables } from '../issuer-variables.ts';
import type { Monitoring } from './monitoring.ts';
import { NodeFunction } from './node-function.ts';
import { createReadStatement } from './read-statement.ts';
import type { OrganizationsTable } from './table.ts';
import { createUpdateStatement } from './update-statement.ts';

type AuthorizerProps = {
  readonly table: OrganizationsTable;
  readonly monitoring: Monitoring;
  readonly configuration: Configuration;
};

/** Decides on every request anew: API keys and users are read from the table, signatures are checked by the issuer's keys. All that it writes is when a key was used. */
export class Authorizer extends NodeFunction {
  readonly requestAuthorizer: RequestAuthorizer;

  constructor(scope: Construct, id: string, { table, monitoring, configuration }: AuthorizerProps) {
    const environment: AuthorizerEnvironment = {
      TABLE_NAME: table.name,
      ...toIssuerVariables(configuration.issuers),
      RECORD_KEY_USE: configuration.recordKeyUse ? 'true' : 'false',
      METRICS_NAMESPACE: monitoring.namespace,
    };
    super(scope, id, {
      name: 'authorizer',
      description: 'Turns the credential of a request into a principal',
      environment,
      timeout: Duration.seconds(5),
      // Most of its time is waiting, but a cold start is all CPU.
      memorySize: 1024,
      permissions: [
        createReadStatement('GetItem', table.readableArns, [KEY_PREFIX.apiKey, KEY_PREFIX.user, KEY_PREFIX.identity]),
        ...(configuration.recordKeyUse
          ? [
              createUpdateStatement(table.readableArns, KEY_PREFIX.apiKey, [
                PARTITION_KEY,
                SORT_KEY,
                LAST_USED_ATTRIBUTE,
              ]),
            ]
          : []),
        ...table.useKey('write'),
      ],
      // An outage of the issuer or the table makes it throw, too: one of them alone wakes nobody.
      alarmingErrors: 5,
      concurrency: configuration,
      monitoring,
      configuration,
    });
    // With an identity source, API Gateway would refuse whoever lacks it, and "key or token" needs neither of the two.
    // A kept result would outlive the revocation of its credential.
    this.requestAuthorizer = new RequestAuthorizer(this, 'RequestAuthorizer', {
      handler: this.live,
      identitySources: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }
}
