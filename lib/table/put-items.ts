import { setTimeout } from 'node:timers/promises';
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';
import { inParallel } from './in-parallel.ts';
import { PARTITION_KEY, SORT_KEY } from './schema.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html: 25 items, 16 MB in all. */
const BATCH_ITEMS = 25;
/** Measured as JSON, which is never shorter than what DynamoDB counts; what remains is for the request around it. */
const BATCH_BYTES = 15_000_000;
const PARALLEL_BATCHES = 4;
const MAXIMUM_TRIES = 10;
const LONGEST_PAUSE = 5_000;

/**
 * Puts items, whatever stands in their place. Of several with the same key the last one wins if they are close enough
 * to share a batch; otherwise any of them may.
 * @param pause waits for a number of milliseconds
 * @throws TableUnavailableError when the table keeps leaving items unprocessed; whatever the client or `toPut` throws. Some
 *   items may have been written by then
 */
export const putItems = async (
  client: DynamoDBClient,
  tableName: string,
  toPut: Iterable<Attributes> | AsyncIterable<Attributes>,
  pause: (milliseconds: number) => Promise<void> = (milliseconds) => setTimeout(milliseconds),
): Promise<void> => {
  await inParallel(batchItems(toPut), PARALLEL_BATCHES, (batch) => putBatch(client, tableName, batch, pause));
};

/** Batches with each key once, which is all that BatchWriteItem takes. */
async function* batchItems(toPut: Iterable<Attributes> | AsyncIterable<Attributes>): AsyncGenerator<WriteRequest[]> {
  let batch = new Map<string, WriteRequest>();
  let bytes = 0;
  for await (const item of toPut) {
    const size = Buffer.byteLength(JSON.stringify(item));
    if (batch.size === BATCH_ITEMS || (batch.size > 0 && bytes + size > BATCH_BYTES)) {
      yield [...batch.values()];
      batch = new Map();
      bytes = 0;
    }
    batch.set(JSON.stringify([item[PARTITION_KEY], item[SORT_KEY]]), { PutRequest: { Item: item } });
    bytes += size;
  }
  if (batch.size > 0) yield [...batch.values()];
}

const putBatch = async (
  client: DynamoDBClient,
  tableName: string,
  batch: WriteRequest[],
  pause: (milliseconds: number) => Promise<void>,
): Promise<void> => {
  let unprocessed = batch;
  for (let tries = 1; ; tries++) {
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: unprocessed } });
    const { UnprocessedItems } = await client.send(command);
    if (UnprocessedItems === undefined) throw new TableUnavailableError('the table answered a write without a body');
    unprocessed = UnprocessedItems[tableName] ?? [];
    if (unprocessed.length === 0) return;
    if (tries === MAXIMUM_TRIES) throw new TableUnavailableError(`the table left items unwritten ${tries} times`);
    await pause(Math.random() * Math.min(LONGEST_PAUSE, 50 * 2 ** tries));
  }
};
