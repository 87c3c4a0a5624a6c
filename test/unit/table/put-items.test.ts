import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../../lib/table/decode.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { putItems } from '../../../lib/table/put-items.ts';
import { SORT_KEY } from '../../../lib/table/schema.ts';

const TABLE = 'organizations';
const sortKeyOf = (item: Attributes): string => item[SORT_KEY]?.S ?? '';

/** A client whose writes go to `answer`, which says which sort keys stay unprocessed; undefined for an empty body. */
const fakeClient = (answer: (sortKeys: string[], batch: Attributes[]) => string[] | undefined): DynamoDBClient => {
  type Writes = { RequestItems: { [TABLE]: { PutRequest: { Item: Attributes } }[] } };
  const handle = async ({ body: sent }: { body?: Uint8Array }) => {
    const { RequestItems }: Writes = JSON.parse(new TextDecoder().decode(sent));
    const puts = RequestItems[TABLE];
    const batch = puts.map(({ PutRequest }) => PutRequest.Item);
    const unprocessed = answer(batch.map(sortKeyOf), batch);
    const rest = puts.filter(({ PutRequest }) => unprocessed?.includes(sortKeyOf(PutRequest.Item)));
    const body = unprocessed === undefined ? '' : JSON.stringify({ UnprocessedItems: { [TABLE]: rest } });
    return { response: { statusCode: 200, headers: {}, body: Buffer.from(body) } };
  };
  return new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) },
  });
};

const itemsOf = (count: number, attributes: Record<string, AttributeValue> = {}): Attributes[] =>
  Array.from({ length: count }, (_, index) => ({ PK: { S: 'P' }, SK: { S: String(index) }, ...attributes }));

const noPause = async () => {};

describe('items are put', () => {
  test('all, 25 at a time, from any iterable', async () => {
    const batches: string[][] = [];
    const client = fakeClient((sortKeys) => {
      batches.push(sortKeys);
      return [];
    });
    await putItems(client, TABLE, ReadableStream.from(itemsOf(60)));
    expect(batches.map(({ length }) => length)).toStrictEqual([25, 25, 10]);
    expect(batches.flat()).toStrictEqual(itemsOf(60).map(sortKeyOf));
  });

  test('not at all when there are none', async () => {
    const client = fakeClient(() => expect.unreachable('a request without items'));
    await putItems(client, TABLE, []);
  });

  test('once for each key of a batch, the last one of them', async () => {
    const puts: Attributes[] = [];
    const client = fakeClient((_, batch) => {
      puts.push(...batch);
      return [];
    });
    const [first = {}, second = {}] = itemsOf(2);
    await putItems(client, TABLE, [{ ...first, version: { N: '1' } }, second, { ...first, version: { N: '2' } }]);
    expect(puts).toStrictEqual([{ ...first, version: { N: '2' } }, second]);
  });

  test('in smaller batches when 25 would be over 16 MB', async () => {
    const sizes: number[] = [];
    const client = fakeClient((_, batch) => {
      sizes.push(Buffer.byteLength(JSON.stringify(batch)));
      return [];
    });
    await putItems(client, TABLE, itemsOf(50, { text: { S: 'é'.repeat(400_000) } }));
    expect(Math.max(...sizes)).toBeLessThan(16_000_000);
    expect(sizes).toHaveLength(3);
  });

  test('again while the table leaves some unprocessed, with a pause before each', async () => {
    const requests: string[][] = [];
    const pauses: number[] = [];
    const client = fakeClient((sortKeys) => {
      requests.push(sortKeys);
      return sortKeys.slice(1);
    });
    await putItems(client, TABLE, itemsOf(3), async (milliseconds) => {
      pauses.push(milliseconds);
    });
    expect(requests).toStrictEqual([['0', '1', '2'], ['1', '2'], ['2']]);
    expect(pauses).toHaveLength(2);
  });

  test('until the table has left them unprocessed too often', async () => {
    let requests = 0;
    const client = fakeClient((sortKeys) => {
      requests++;
      return sortKeys;
    });
    await expect(putItems(client, TABLE, itemsOf(1), noPause)).rejects.toThrow(TableUnavailableError);
    expect(requests).toBe(10);
  });

  test('and an answer without a body does not count as done', async () => {
    const client = fakeClient(() => undefined);
    await expect(putItems(client, TABLE, itemsOf(1), noPause)).rejects.toThrow(TableUnavailableError);
  });

  test('until a request fails: no further batch is then begun', async () => {
    let requests = 0;
    const client = fakeClient(() => {
      requests++;
      throw new Error('refused');
    });
    await expect(putItems(client, TABLE, itemsOf(1000), noPause)).rejects.toThrow('refused');
    expect(requests).toBeLessThanOrEqual(4);
  });
});
