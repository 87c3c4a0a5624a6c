import type { Readable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { listOrganizations } from '../../../functions/list-organizations/list-organizations.ts';
import { createTableClient } from '../../../lib/table/client.ts';
import { CALLER, NOW, TABLE_NAME } from '../workload/workload.ts';
import type { CreateVariant } from './variant.ts';

const silent = { info: () => undefined, error: () => undefined, count: () => undefined };

/** The product's own code from the principal to the stream of the answer. */
export const listForBench = (client: DynamoDBClient): Promise<Readable> =>
  listOrganizations(
    { principal: CALLER, withProjects: true },
    { table: { client, name: TABLE_NAME }, telemetry: silent, now: () => NOW },
    'bench',
    600_000,
  );

export const createProduct: CreateVariant = (requestHandler) => {
  const client = createTableClient((reason) => {
    throw new Error(reason);
  });
  client.config.requestHandler = requestHandler;
  return async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await listForBench(client)) chunks.push(chunk);
    return chunks;
  };
};
