import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from '../table/call.ts';

/** The table's bytes as they were within the last hours; undefined if the operator may not ask. */
export const sizeOfTable = async ({ client, name }: Table): Promise<number | undefined> => {
  try {
    const { Table: description } = await client.send(new DescribeTableCommand({ TableName: name }));
    return description?.TableSizeBytes;
  } catch {
    // Only the progress needs the size. If the table cannot be reached, the command's own reads say so.
    return undefined;
  }
};
