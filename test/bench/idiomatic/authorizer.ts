/** The authorizer as most would write it: middy, `import { z } from 'zod'`, the DocumentClient, jose, Powertools. */
import { createHash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import { z } from 'zod';

const environment = z
  .object({ TABLE_NAME: z.string(), ISSUERS: z.string(), METRICS_NAMESPACE: z.string(), RECORD_KEY_USE: z.string() })
  .parse(process.env);

const issuers = z
  .array(
    z.object({
      issuer: z.url(),
      audiences: z.array(z.string()),
      jwksUri: z.url(),
      userClaim: z.string(),
      users: z.enum(['id', 'linked']),
    }),
  )
  .parse(JSON.parse(environment.ISSUERS))
  .map((issuer) => ({ ...issuer, keys: createRemoteJWKSet(new URL(issuer.jwksUri)) }));

const logger = new Logger({ serviceName: 'authorizer' });
const metrics = new Metrics({ namespace: environment.METRICS_NAMESPACE, serviceName: 'authorizer' });
const client = DynamoDBDocumentClient.from(new DynamoDBClient());

const eventSchema = z.object({
  methodArn: z.string(),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({ requestId: z.string() }),
});
const apiKeySchema = z.object({
  keyId: z.number().int(),
  organizationId: z.number().int(),
  role: z.enum(['admin', 'member']),
  revoked: z.iso.datetime().optional(),
  lastUsed: z.iso.datetime().optional(),
  expiresAt: z.number().optional(),
});
const accountSchema = z.object({
  activated: z.boolean(),
  disabled: z.boolean().optional(),
  tokensValidFrom: z.iso.datetime().optional(),
});
const identitySchema = z.object({ userId: z.number().int() });

const HOUR_MS = 60 * 60 * 1000;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const read = async (PK: string, SK: string) => {
  const get = new GetCommand({ TableName: environment.TABLE_NAME, Key: { PK, SK }, ConsistentRead: true });
  return (await client.send(get)).Item;
};

type Context = Record<string, string>;

const authenticateKey = async (apiKey: string): Promise<Context | undefined> => {
  const PK = `KEY#${hash(apiKey)}`;
  const item = await read(PK, 'KEY');
  if (item === undefined) return undefined;
  const { keyId, organizationId, role, revoked, expiresAt, lastUsed } = apiKeySchema.parse(item);
  if (revoked !== undefined || (expiresAt !== undefined && expiresAt * 1000 <= Date.now())) return undefined;
  if (
    environment.RECORD_KEY_USE === 'true' &&
    (lastUsed === undefined || Date.now() - Date.parse(lastUsed) > HOUR_MS)
  ) {
    await client.send(
      new UpdateCommand({
        TableName: environment.TABLE_NAME,
        Key: { PK, SK: 'KEY' },
        UpdateExpression: 'SET lastUsed = :now',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }),
    );
  }
  return { principalKind: 'apiKey', keyId: String(keyId), organizationId: String(organizationId), role };
};

const authenticateToken = async (token: string): Promise<Context | undefined> => {
  const claimed = decodeJwt(token).iss;
  const trusted = issuers.find(({ issuer }) => issuer === claimed);
  if (trusted === undefined) return undefined;
  const { issuer, audiences, userClaim, users, keys } = trusted;
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: audiences,
    clockTolerance: 60,
    requiredClaims: ['exp', 'iat', userClaim],
    maxTokenAge: '30d',
  });
  const claim = payload[userClaim];
  const userId =
    users === 'id'
      ? z.coerce.number().int().positive().parse(claim)
      : identitySchema.safeParse(await read(`IDENTITY#${hash(JSON.stringify([issuer, userClaim, claim]))}`, 'IDENTITY'))
          .data?.userId;
  if (userId === undefined) return undefined;
  const account = accountSchema.safeParse(await read(`USER#${String(userId).padStart(16, '0')}`, 'USER')).data;
  if (!account?.activated || account.disabled) return undefined;
  const { iat = 0 } = payload;
  if (account.tokensValidFrom !== undefined && iat * 1000 <= Date.parse(account.tokensValidFrom)) return undefined;
  return { principalKind: 'user', userId: String(userId) };
};

const authenticate = async (headers: Record<string, string>): Promise<Context | undefined> => {
  const apiKey = headers['x-api-key'];
  if (apiKey !== undefined) return authenticateKey(apiKey);
  const token = headers['x-jwt-token'] ?? /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (token === undefined) return undefined;
  try {
    return await authenticateToken(token);
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};

export const handler = middy().handler(async (event: unknown) => {
  const startedAt = Date.now();
  const { methodArn, headers, requestContext } = eventSchema.parse(event);
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const context = await authenticate(lowerCase);
  logger.info(context === undefined ? 'denied' : 'allowed', {
    requestId: requestContext.requestId,
    durationMs: Date.now() - startedAt,
  });
  if (context === undefined) {
    metrics.addMetric('Denials', MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  }
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
