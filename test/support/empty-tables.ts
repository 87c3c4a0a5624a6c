import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { createLocalClient, fillTable, startTableServer } from '../../lib/local/table.ts';
import { readTemplate } from '../../lib/local/template.ts';
import type { Table } from '../../lib/table/call.ts';
import { putItems } from '../../lib/table/write.ts';

/** A server with as many empty tables as are wanted. */
export const startEmptyTables = async (resources: AsyncDisposableStack) => {
  const url = await startTableServer({ data: undefined, onLine: () => undefined, resources });
  const client = createLocalClient(url);
  const { table } = await readTemplate(inject('assembly').directory);
  let count = 0;
  return {
    url,
    create: async (items: Parameters<typeof putItems>[2] = []): Promise<Table> => {
      const name = `organizations-${++count}`;
      await fillTable(client, { ...table, name }, [], undefined);
      // it is there a moment after it was created
      const isActive = async () =>
        (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus === 'ACTIVE';
      while (!(await isActive()));
      await putItems(client, name, items);
      return { client, name };
    },
  };
};
