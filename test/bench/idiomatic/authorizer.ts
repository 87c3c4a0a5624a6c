/** The authorizer as most would write it: middy, `import { z } from 'zod'`, the DocumentClient, jose, Powertools. */
import { createHash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';

const environment = z
  .object({
    TABLE_NAME: z.string(),
    ISSUER: z.url(),
    AUDIENCE: z.string(),
    JWKS_URI: z.url(),
    USER_ID_CLAIM: z.string(),
  })
  .parse(process.env);

const logger = new Logger({ serviceName: 'authorizer' });
const metrics = new Metrics({ namespace: 'Idiomatic', serviceName: 'authorizer' });
const client = DynamoDBDocumentClient.from(new DynamoDBClient());
const jwks = createRemoteJWKSet(new URL(environment.JWKS_URI));

const eventSchema = z.object({ methodArn: z.string(), headers: z.record(z.string(), z.string()) });
const apiKeySchema = z.object({
  keyId: z.number().int(),
  organizationId: z.number().int(),
  role: z.enum(['admin', 'member']),
  revoked: z.string().optional(),
  expiresAt: z.number().optional(),
});
const accountSchema = z.object({ activated: z.boolean(), disabled: z.boolean().optional() });

const read = async (PK: string, SK: string) => {
  const get = new GetCommand({ TableName: environment.TABLE_NAME, Key: { PK, SK }, ConsistentRead: true });
  return (await client.send(get)).Item;
};

const findPrincipal = async (headers: Record<string, string>): Promise<Record<string, string> | undefined> => {
  const apiKey = headers['x-api-key'];
  if (apiKey !== undefined) {
    const item = await read(`KEY#${createHash('sha256').update(apiKey).digest('hex')}`, 'KEY');
    if (item === undefined) return undefined;
    const { keyId, organizationId, role, revoked, expiresAt } = apiKeySchema.parse(item);
    if (revoked !== undefined || (expiresAt !== undefined && expiresAt * 1000 < Date.now())) return undefined;
    return { principalKind: 'apiKey', keyId: String(keyId), organizationId: String(organizationId), role };
  }
  const { ISSUER: issuer, AUDIENCE: audience } = environment;
  const { payload } = await jwtVerify(headers['x-jwt-token'] ?? '', jwks, { issuer, audience });
  const userId = z.coerce.number().int().parse(payload[environment.USER_ID_CLAIM]);
  const account = accountSchema.parse(await read(`USER#${String(userId).padStart(16, '0')}`, 'USER'));
  return account.activated && !account.disabled ? { principalKind: 'user', userId: String(userId) } : undefined;
};

export const handler = middy().handler(async (event: unknown) => {
  const { methodArn, headers } = eventSchema.parse(event);
  const context = await findPrincipal(headers);
  logger.info(context === undefined ? 'denied' : 'allowed');
  if (context === undefined) metrics.addMetric('Denials', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
  const Effect = context === undefined ? 'Deny' : 'Allow';
  return {
    principalId: 'caller',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }],
    },
    context: context ?? {},
  };
});
