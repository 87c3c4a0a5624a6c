import { afterAll, beforeEach } from 'vitest';
import type { Table } from '../../lib/table/call.ts';
import { CALL_LIMIT_MS, createTableClient } from '../../lib/table/client.ts';
import { startTableProxy, type TableProxy } from './table-proxy.ts';

/** The product's own client, at a table proxy. @param timeLimitFactor multiplies its limits of time */
export const createTestTable = (url: string, timeLimitFactor = 1): Table => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: 'x',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  });
  const client = createTableClient(undefined, timeLimitFactor);
  return { client, name: 'table', callLimitMs: CALL_LIMIT_MS * timeLimitFactor };
};

/**
 * A table of which every request is seen and answered by the test, for the tests of one file; forgotten between them.
 * @param timeLimitFactor more than 1 where requests are counted: on a busy machine, one that is late is sent again
 */
export const startProxiedTable = async (
  timeLimitFactor = 1,
): Promise<{ readonly proxy: TableProxy; readonly table: Table }> => {
  const proxy = await startTableProxy();
  beforeEach(() => proxy.reset());
  afterAll(() => proxy.close());
  return { proxy, table: createTestTable(proxy.url, timeLimitFactor) };
};
