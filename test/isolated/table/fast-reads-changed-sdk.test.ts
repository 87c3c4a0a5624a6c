import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { getItem } from '../../../lib/table/get.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { startTableProxy, type TableProxy } from '../../support/table-proxy.ts';

/** An SDK that no longer takes a protocol, and whose logger's middleware is gone. */
vi.mock('@aws-sdk/client-dynamodb', async (importOriginal) => {
  const original = await importOriginal<typeof import('@aws-sdk/client-dynamodb')>();
  class DynamoDBClient extends original.DynamoDBClient {
    constructor({ protocol: _, ...config }: DynamoDBClientConfig) {
      super(config);
      this.middlewareStack.remove('loggerMiddleware');
    }
  }
  return { ...original, DynamoDBClient };
});

let proxy: TableProxy;
beforeAll(async () => {
  proxy = await startTableProxy();
});
afterAll(() => proxy.close());

test('a changed SDK is reported, reason by reason, and reads are right all the same', async () => {
  const { createFastReadingClient } = await import('../../../lib/table/fast-reads.ts');
  const reasons: string[] = [];
  const client = createFastReadingClient(
    { endpoint: proxy.url, region: 'x', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    (reason) => reasons.push(reason),
  );
  expect(reasons).toEqual(['the SDK takes no protocol', 'the SDK has no loggerMiddleware']);
  const item = { PK: { S: 'USER#1' }, name: { S: 'x' } };
  proxy.react = () => ({ status: 200, body: JSON.stringify({ Item: item, ConsumedCapacity: { CapacityUnits: 1 } }) });
  expect(await getItem({ client, name: 'table' }, userKey(1))).toEqual(item);
  client.destroy();
});
