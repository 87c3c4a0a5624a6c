import middy from '@middy/core';
import * as z from 'zod/mini';
import { fetchJwks } from '../../lib/auth/fetch-jwks.ts';
import { createJwks } from '../../lib/auth/jwks.ts';
import { createTableClient } from '../../lib/table/client.ts';
import { getItem } from '../../lib/table/get.ts';
import { decodeApiKey, decodeUserAccount } from '../../lib/table/items.ts';
import { apiKeyKey, userKey } from '../../lib/table/keys.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { authorize } from './authorizer.ts';
import { authorizerEnvironmentSchema } from './config.ts';

const environment = z.parse(authorizerEnvironmentSchema, process.env);
const telemetry = createTelemetry('authorizer');
/** Reads are right all the same; what is lost is time. */
const onSlowReads = (reason: string) => {
  telemetry.error('reads take the slow way', new Error(reason), {});
  telemetry.count('SlowReads');
};
const table = { client: createTableClient(onSlowReads), name: environment.TABLE_NAME };

const authentication = {
  readApiKey: async (hash: string) => {
    const item = await getItem(table, apiKeyKey(hash));
    return item && decodeApiKey(item);
  },
  readUserAccount: async (userId: number) => {
    const item = await getItem(table, userKey(userId));
    return item && decodeUserAccount(item);
  },
  jwtRules: {
    issuer: environment.ISSUER,
    audience: environment.AUDIENCE,
    userIdClaim: environment.USER_ID_CLAIM,
    findKey: createJwks(() => fetchJwks(environment.JWKS_URI), Date.now),
  },
  now: Date.now,
};

/** What is thrown here becomes API Gateway's AUTHORIZER_FAILURE, a 503. */
export const handler = middy()
  .onError(({ error }) => {
    telemetry.error('the caller could not be authenticated', error, {});
    telemetry.count('FailedAuthentications');
  })
  .handler((event: unknown) => authorize(event, authentication, telemetry));
