import { Duration } from 'aws-cdk-lib';
import { LambdaIntegration, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { ListOrganizationsEnvironment } from '../../functions/list-organizations/config.ts';
import { KEY_PREFIX } from '../../lib/table/schema.ts';
import type { Configuration } from '../configuration.ts';
import type { Monitoring } from './monitoring.ts';
import { NodeFunction } from './node-function.ts';
import { createReadStatement } from './read-statement.ts';
import type { OrganizationsTable } from './table.ts';

type ListOrganizationsProps = {
  readonly table: OrganizationsTable;
  readonly monitoring: Monitoring;
  readonly configuration: Configuration;
};

/** Answers with the caller's organizations, as a stream if the target supports it. */
export class ListOrganizations extends NodeFunction {
  readonly integration: LambdaIntegration;

  constructor(scope: Construct, id: string, { table, monitoring, configuration }: ListOrganizationsProps) {
    const isStreaming = configuration.target === 'aws';
    const environment: ListOrganizationsEnvironment = {
      TABLE_NAME: table.name,
      ALLOWED_ORIGINS: configuration.allowedOrigins.join(' '),
      RESPONSE_MODE: isStreaming ? 'stream' : 'buffered',
      METRICS_NAMESPACE: monitoring.namespace,
    };
    // API Gateway waits at most 29 seconds for a buffered response. A stream may take 15 minutes. Lambda sends it at 2
    // MB/s after the first 6 MB, so the largest one, 200 MB, takes 97 seconds. 180 seconds leave a slow client nearly
    // twice that. https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
    const timeout = Duration.seconds(isStreaming ? 180 : 29);
    super(scope, id, {
      name: 'list-organizations',
      description: 'Answers GET /v1/api/organizations',
      environment,
      timeout,
      // One whole CPU: most of the time goes into decoding, writing and compressing JSON.
      memorySize: 1769,
      permissions: [
        createReadStatement('Query', table.readableArns, [KEY_PREFIX.organization]),
        createReadStatement('Query', table.readableIndexArns, [KEY_PREFIX.user]),
        createReadStatement('BatchGetItem', table.readableArns, [KEY_PREFIX.organization, KEY_PREFIX.user]),
        ...table.useKey('read'),
      ],
      alarmingErrors: 1,
      concurrency: configuration,
      monitoring,
      configuration,
    });
    this.integration = new LambdaIntegration(this.live, {
      responseTransferMode: isStreaming ? ResponseTransferMode.STREAM : ResponseTransferMode.BUFFERED,
      timeout,
      allowTestInvoke: false,
    });
  }
}
