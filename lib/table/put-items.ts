import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';
import { inParallel } from './in-parallel.ts';
import { type RetryLimits, retryUnprocessed } from './retry-unprocessed.ts';
import { PARTITION_KEY, SORT_KEY } from './schema.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html: 25 items, 16 MB in all. */
const BATCH_ITEMS = 25;
/** Measured as JSON, which is never shorter than what DynamoDB counts. The rest is for the request around it. */
const BATCH_BYTES = 15_000_000;
const PARALLEL_BATCHES = 4;
const RETRY_LIMITS = { attempts: 10, firstPauseMs: 50, longestPauseMs: 5_000 };

/**
 * Puts items and replaces what is there. Of several with the same key the last one wins if they are close enough
 * to share a batch; otherwise any of them may.
 * @param pause waits for a number of milliseconds
 * @throws TableUnavailableError when the table keeps leaving items unprocessed; whatever the client or `toPut` throws. Some
 *   items may have been written by then
 */
export const putItems = async (
  client: DynamoDBClient,
  tableName: string,
  toPut: Iterable<Attributes> | AsyncIterable<Attributes>,
  pause?: RetryLimits['pause'],
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

const putBatch = (
  client: DynamoDBClient,
  tableName: string,
  batch: readonly WriteRequest[],
  pause: RetryLimits['pause'],
): Promise<void> =>
  retryUnprocessed(
    batch,
    async (rest) => {
      const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: [...rest] } });
      const { UnprocessedItems } = await client.send(command);
      if (UnprocessedItems === undefined) throw new TableUnavailableError('the table answered a write without a body');
      return UnprocessedItems[tableName] ?? [];
    },
    { ...RETRY_LIMITS, ...(pause === undefined ? {} : { pause }) },
  );
