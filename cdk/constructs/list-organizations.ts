import { Duration } from 'aws-cdk-lib';
import { LambdaIntegration, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { ListOrganizationsEnvironment } from '../../functions/list-organizations/config.ts';
import { INDEX_NAME, KEY_PREFIX } from '../../lib/table/schema.ts';
import type { Configuration } from '../configuration.ts';
import type { Monitoring } from './monitoring.ts';
import { NodeFunction } from './node-function.ts';
import { createReadStatement } from './read-statement.ts';
import type { OrganizationsTable } from './table.ts';

interface ListOrganizationsProps {
  readonly table: OrganizationsTable;
  readonly monitoring: Monitoring;
  readonly configuration: Configuration;
}

/** Reads a principal's organizations and answers with them, streamed wherever the caller knows streams. */
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
    // API Gateway waits 29 seconds for a buffered answer. It lets a stream take up to 15 minutes, at 2 MB/s after the first
    // 10 MB: Lambda's largest stream, 200 MB, is through after 95 seconds, which leaves a slow client as much again.
    const timeout = Duration.seconds(isStreaming ? 180 : 29);
    super(scope, id, {
      name: 'list-organizations',
      description: 'Answers GET /v1/api/organizations',
      environment,
      timeout,
      // One whole CPU: decoding, writing and compressing JSON are what the time goes into.
      memorySize: 1769,
      permissions: [
        createReadStatement('Query', table.arn, [KEY_PREFIX.organization]),
        createReadStatement('Query', `${table.arn}/index/${INDEX_NAME}`, [KEY_PREFIX.user]),
        createReadStatement('BatchGetItem', table.arn, [KEY_PREFIX.organization, KEY_PREFIX.user]),
        ...table.useKey('read'),
      ],
      alarmingErrors: 1,
      reservedConcurrency: configuration.reservedConcurrency,
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
