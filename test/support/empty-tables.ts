import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { LocalStackOptions } from '../../lib/local/stack.ts';
import type { Assembly } from '../../lib/local/synthesize.ts';
import { createLocalClient, fillTable, startTableServer } from '../../lib/local/table.ts';
import { readTemplate } from '../../lib/local/template.ts';
import type { Table } from '../../lib/table/call.ts';
import { putItems } from '../../lib/table/put-items.ts';

const startEmbedded = (resources: AsyncDisposableStack): Promise<string> =>
  startTableServer({ data: undefined, onLine: () => undefined, resources });

/**
 * A server with as many tables as are wanted.
 * @param assembly the synthesized stack that says what the table is like
 * @param startTable as the local stack's option of this name
 */
export const startEmptyTables = async (
  assembly: Pick<Assembly, 'directory'>,
  resources: AsyncDisposableStack,
  startTable: NonNullable<LocalStackOptions['startTable']> = startEmbedded,
) => {
  const url = await startTable(resources);
  const client = createLocalClient(url);
  const { table } = await readTemplate(assembly.directory);
  let count = 0;
  return {
    url,
    create: async (items: Parameters<typeof putItems>[2] = []): Promise<Table> => {
      const name = `organizations-${++count}`;
      await fillTable(client, { ...table, name }, [], undefined);
      // It is there a moment after it was created
      const isActive = async () =>
        (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus === 'ACTIVE';
      while (!(await isActive()));
      await putItems(client, name, items);
      // Tests of the limit set their own
      return { client, name, callLimitMs: 60_000 };
    },
  };
};
