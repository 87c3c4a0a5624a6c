import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from '../table/call.ts';

/** The table's bytes as they were within the last hours; undefined if the operator may not ask. */
export const sizeOfTable = async ({ client, name }: Table): Promise<number | undefined> => {
  try {
    const { Table: description } = await client.send(new DescribeTableCommand({ TableName: name }));
    return description?.TableSizeBytes;
  } catch {
    // It is for the progress only. What hinders the command itself is told by its reads.
    return undefined;
  }
};
