import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Assembly } from '../../lib/local/synthesize.ts';
import { createLocalClient, fillTable, startTableServer } from '../../lib/local/table.ts';
import { readTemplate } from '../../lib/local/template.ts';
import type { Table } from '../../lib/table/call.ts';
import { putItems } from '../../lib/table/put-items.ts';

/**
 * A server with as many tables as are wanted.
 * @param assembly the synthesized stack that says what the table is like
 */
export const startEmptyTables = async (assembly: Pick<Assembly, 'directory'>, resources: AsyncDisposableStack) => {
  const url = await startTableServer({ data: undefined, onLine: () => undefined, resources });
  const client = createLocalClient(url);
  const { table } = await readTemplate(assembly.directory);
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
