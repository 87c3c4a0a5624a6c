import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { callTable, REPORT_CONSUMPTION, type ReadOptions, type Table } from './call.ts';
import { TableUnavailableError } from './errors.ts';
import { PARTITION_KEY, SORT_KEY } from './schema.ts';

/**
 * The partition keys of all items with a sort key, strongly consistent, in no order. It reads the whole table, and DynamoDB
 * cannot be told which part of it a role may scan: it is for operators alone.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* scanPartitionKeys(
  table: Table,
  sortKey: string,
  options: ReadOptions = {},
): AsyncGenerator<string, void, undefined> {
  let startKey: ConstructorParameters<typeof ScanCommand>[0]['ExclusiveStartKey'];
  do {
    const command = new ScanCommand({
      TableName: table.name,
      ConsistentRead: true,
      FilterExpression: `${SORT_KEY} = :sortKey`,
      ExpressionAttributeValues: { ':sortKey': { S: sortKey } },
      ProjectionExpression: PARTITION_KEY,
      ExclusiveStartKey: startKey,
      ...REPORT_CONSUMPTION,
    });
    const { Items, LastEvaluatedKey } = await callTable(table, (http) => table.client.send(command, http), options);
    if (Items === undefined) throw new TableUnavailableError('the table answered a scan without its items');
    for (const { [PARTITION_KEY]: key } of Items) if (key?.S !== undefined) yield key.S;
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
}
