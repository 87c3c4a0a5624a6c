import { afterAll, beforeEach } from 'vitest';
import type { Table } from '../../lib/table/call.ts';
import { createTableClient } from '../../lib/table/client.ts';
import { startTableProxy, type TableProxy } from './table-proxy.ts';

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

/** A table of which every request is seen and answered by the test, for the tests of one file; forgotten between them. */
export const startProxiedTable = async (): Promise<{ readonly proxy: TableProxy; readonly table: Table }> => {
  const proxy = await startTableProxy();
  beforeEach(() => proxy.reset());
  afterAll(() => proxy.close());
  return { proxy, table: createTestTable(proxy.url) };
};
