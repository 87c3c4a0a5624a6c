import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { portOf } from '../../lib/local/listen.ts';
import { createTableServer } from '../../lib/local/transactions/create-table-server.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { TABLE_DEFINITION } from '../../lib/table/table-definition.ts';

/** The embedded table in this process and in memory, closed after the file's tests; and how to put items into it. */
export const startMemoryTable = async (): Promise<{
  readonly table: Table;
  readonly put: (...items: readonly Attributes[]) => Promise<void>;
}> => {
  const server = createTableServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${portOf(server)}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  afterAll(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  // It is no matter of these tests how long a busy machine takes
  const table = { client, name: 'Organizations', callLimitMs: 60_000 };
  await client.send(new CreateTableCommand({ TableName: table.name, ...TABLE_DEFINITION }));
  return { table, put: (...items) => putItems(client, table.name, items) };
};
