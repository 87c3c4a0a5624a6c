/** The list as most would write it: middy, `import { z } from 'zod'`, the DocumentClient, Powertools. */
import { Readable } from 'node:stream';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import { z } from 'zod';
import { listByDocumentClient } from '../variants/document-client.ts';
import { itemSchema } from './item-schemas.ts';

z.object({ TABLE_NAME: z.string(), ALLOWED_ORIGINS: z.string() }).parse(process.env);

const logger = new Logger({ serviceName: 'list-organizations' });
const metrics = new Metrics({ namespace: 'Idiomatic', serviceName: 'list-organizations' });
const list = listByDocumentClient(new DynamoDBClient(), (item) => itemSchema.parse(item));

const eventSchema = z.object({
  headers: z.record(z.string(), z.string()).nullish(),
  queryStringParameters: z.object({ projects: z.enum(['true', 'false']).optional() }).nullish(),
  requestContext: z.object({ authorizer: z.object({ principalKind: z.literal('user'), userId: z.coerce.number() }) }),
});

export const handler = middy({ executionMode: executionModeStreamifyResponse }).handler(async (event: unknown) => {
  const { requestContext } = eventSchema.parse(event);
  const body = await list();
  logger.info('listed', { userId: requestContext.authorizer.userId });
  metrics.publishStoredMetrics();
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { statusCode: 200, headers, body: Readable.from(body) };
});
