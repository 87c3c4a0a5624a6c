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

/**
 * Authenticates every request without caching the result. It reads API keys and users from the table and verifies
 * signatures with the issuers' keys. It writes only when a key was last used.
 */
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
      // It mostly waits, but a cold start needs a fast CPU.
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
      // It also throws when the issuer or the table is unavailable. A single error must not wake anybody.
      alarmingErrors: 5,
      concurrency: configuration,
      monitoring,
      configuration,
    });
    // With an identity source, API Gateway would refuse requests without it. A request has a key or a token, so neither
    // can be required. A cached result would stay valid after its credential is revoked.
    this.requestAuthorizer = new RequestAuthorizer(this, 'RequestAuthorizer', {
      handler: this.live,
      identitySources: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }
}
