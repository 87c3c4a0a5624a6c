import type { Table } from '../../lib/table/call.ts';
import { createTableClient } from '../../lib/table/client.ts';

/** The product's own client, at a table proxy. */
export const createTestTable = (url: string): Table => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: 'x',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  });
  return { client: createTableClient(), name: 'table' };
};
