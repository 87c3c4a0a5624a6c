/** The list as most would write it: middy, `import { z } from 'zod'`, the DocumentClient, Powertools; all at once, then JSON. */
import { Readable } from 'node:stream';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import { z } from 'zod';
import { memberSchema, organizationSchema, projectSchema, userSchema } from './item-schemas.ts';
import { batchGet, query } from './read-table.ts';
import { idOf, isListed, type Stored, seesProject, type Viewer, viewOrganization } from './view-organization.ts';

const environment = z.object({ TABLE_NAME: z.string(), METRICS_NAMESPACE: z.string() }).parse(process.env);

const logger = new Logger({ serviceName: 'list-organizations' });
const metrics = new Metrics({ namespace: environment.METRICS_NAMESPACE, serviceName: 'list-organizations' });

const eventSchema = z.object({
  queryStringParameters: z.object({ projects: z.enum(['true', 'false']).optional() }).nullish(),
  requestContext: z.object({
    requestId: z.string(),
    authorizer: z.discriminatedUnion('principalKind', [
      z.object({ principalKind: z.literal('user'), userId: z.coerce.number() }),
      z.object({
        principalKind: z.literal('apiKey'),
        organizationId: z.coerce.number(),
        role: z.enum(['admin', 'member']),
      }),
    ]),
  }),
});

type Principal = z.infer<typeof eventSchema>['requestContext']['authorizer'];

const pad = (id: number): string => String(id).padStart(16, '0');

const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  vary: 'origin',
};

/** The partitions that may be the caller's. */
const listPartitions = async (principal: Principal): Promise<string[]> => {
  if (principal.principalKind === 'apiKey') return [`ORG#${pad(principal.organizationId)}`];
  const memberships = await query(environment.TABLE_NAME, {
    IndexName: 'GSI1',
    KeyConditionExpression: 'GSI1PK = :user AND begins_with(GSI1SK, :organization)',
    ExpressionAttributeValues: { ':user': `USER#${pad(principal.userId)}`, ':organization': 'ORG#' },
  });
  return memberships.map(({ PK }) => String(PK));
};

/** Who the caller is in each partition, read consistently. */
const readViewers = async (principal: Principal, partitions: readonly string[]): Promise<Map<string, Viewer>> => {
  if (principal.principalKind === 'apiKey') return new Map(partitions.map((PK) => [PK, { role: principal.role }]));
  const { userId } = principal;
  const keys = partitions.map((PK) => ({ PK, SK: `MEMBER#${pad(userId)}` }));
  const items = await batchGet(environment.TABLE_NAME, keys, true);
  return new Map(items.map((item) => memberSchema.parse(item)).map(({ PK, role }) => [PK, { role, userId }]));
};

const readPartition = async (PK: string, withProjects: boolean): Promise<Stored | undefined> => {
  const items = await query(
    environment.TABLE_NAME,
    withProjects
      ? { KeyConditionExpression: 'PK = :pk', ExpressionAttributeValues: { ':pk': PK } }
      : {
          KeyConditionExpression: 'PK = :pk AND SK < :projects',
          ExpressionAttributeValues: { ':pk': PK, ':projects': 'PROJECT#' },
        },
  );
  const startingWith = (prefix: string) => items.filter(({ SK }) => String(SK).startsWith(prefix));
  const [organization] = startingWith('ORG');
  if (organization === undefined) return undefined;
  return {
    organization: organizationSchema.parse(organization),
    members: startingWith('MEMBER#').map((item) => memberSchema.parse(item)),
    projects: startingWith('PROJECT#').map((item) => projectSchema.parse(item)),
  };
};

const list = async (principal: Principal, withProjects: boolean) => {
  const partitions = await listPartitions(principal);
  const [viewers, ...read] = await Promise.all([
    readViewers(principal, partitions),
    ...partitions.map((PK) => readPartition(PK, withProjects)),
  ]);
  const listed = read.flatMap((stored) => {
    const viewer = stored && viewers.get(stored.organization.PK);
    return stored === undefined || viewer === undefined || !isListed(stored.organization) ? [] : [{ viewer, stored }];
  });
  const userIds = new Set<number>();
  for (const { viewer, stored } of listed) {
    for (const { SK } of stored.members) userIds.add(idOf(SK));
    for (const project of stored.projects) {
      if (seesProject(viewer, project)) for (const { userId } of project.collaborators) userIds.add(userId);
    }
  }
  const keys = [...userIds].map((id) => ({ PK: `USER#${pad(id)}`, SK: 'USER' }));
  const items = await batchGet(environment.TABLE_NAME, keys, false);
  const users = new Map(items.map((item) => userSchema.parse(item)).map((user) => [idOf(user.PK), user]));
  return listed.map(({ viewer, stored }) => viewOrganization(viewer, stored, users, withProjects));
};

export const handler = middy({ executionMode: executionModeStreamifyResponse })
  .onError((request) => {
    const isBadRequest = request.error instanceof z.ZodError;
    logger.error('the request failed', request.error ?? 'unknown');
    metrics.addMetric('FailedRequests', MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
    const body = JSON.stringify({ success: false, error: isBadRequest ? 'Bad request' : 'Try again later' });
    request.response = { statusCode: isBadRequest ? 400 : 503, headers: HEADERS, body };
  })
  .handler(async (event: unknown) => {
    const startedAt = Date.now();
    const { queryStringParameters, requestContext } = eventSchema.parse(event);
    const organizations = await list(requestContext.authorizer, queryStringParameters?.projects !== 'false');
    const body = JSON.stringify({ organizations, success: true });
    logger.info('listed', {
      requestId: requestContext.requestId,
      principal: requestContext.authorizer.principalKind,
      organizations: organizations.length,
      bytes: body.length,
      durationMs: Date.now() - startedAt,
    });
    return { statusCode: 200, headers: HEADERS, body: Readable.from([body]) };
  });
