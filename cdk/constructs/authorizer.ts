import { Duration } from 'aws-cdk-lib';
import { RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { AuthorizerEnvironment } from '../../functions/authorizer/config.ts';
import { KEY_PREFIX } from '../../lib/table/schema.ts';
import type { Configuration } from '../configuration.ts';
import { NodeFunction } from './node-function.ts';
import { createReadStatement } from './table-statements.ts';

interface AuthorizerProps {
  readonly table: TableV2;
  readonly configuration: Configuration;
}

/** Decides on every request anew: API keys and users are read from the table, signatures are checked by the issuer's keys. */
export class Authorizer extends NodeFunction {
  readonly requestAuthorizer: RequestAuthorizer;

  constructor(scope: Construct, id: string, { table, configuration }: AuthorizerProps) {
    const environment: AuthorizerEnvironment = {
      TABLE_NAME: table.tableName,
      ISSUER: configuration.issuer,
      AUDIENCE: configuration.audience,
      JWKS_URI: configuration.jwksUri,
      USER_ID_CLAIM: configuration.userIdClaim,
    };
    super(scope, id, {
      name: 'authorizer',
      description: 'Turns the credential of a request into a principal',
      environment,
      timeout: Duration.seconds(5),
      // Most of its time is waiting, but a cold start is all CPU.
      memorySize: 1024,
      permissions: [createReadStatement('GetItem', table.tableArn, [KEY_PREFIX.apiKey, KEY_PREFIX.user])],
      configuration,
    });
    // With an identity source, API Gateway would refuse whoever lacks it, and "key or token" needs neither of the two.
    // A kept result would outlive the revocation of its credential.
    this.requestAuthorizer = new RequestAuthorizer(this, 'RequestAuthorizer', {
      handler: this.function,
      identitySources: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }
}
