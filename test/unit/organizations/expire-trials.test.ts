import { describe, expect, test } from 'vitest';
import { endTrial, expireTrials, overdueTrials } from '../../../lib/organizations/expire-trials.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeOrganization } from '../../../lib/table/encode.ts';
import { BrokenItemError } from '../../../lib/table/errors.ts';
import { buildOrganization } from '../../support/build-records.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { type Reaction, tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable();

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const OVERDUE = '2026-05-01T00:00:00.000Z';
const CAPACITY = { CapacityUnits: 1 };

describe('overdue trials', () => {
  const find = async (...entries: object[]) => {
    proxy.react = () => ({ status: 200, body: JSON.stringify({ Items: entries, ConsumedCapacity: CAPACITY }) });
    const trials = [];
    for await (const trial of overdueTrials(table, NOW)) trials.push(trial);
    return trials;
  };
  const entry = (id: string, date: string) => ({
    PK: { S: `ORG#${id}` },
    SK: { S: 'ORG' },
    GSI1PK: { S: 'TRIAL' },
    GSI1SK: { S: `${date}#${id}` },
  });

  test('are asked for in the index, up to the end of their grace period', async () => {
    expect(await find()).toEqual([]);
    expect(proxy.requests).toEqual([
      {
        operation: 'Query',
        input: {
          TableName: 'table',
          IndexName: 'GSI1',
          KeyConditionExpression: 'GSI1PK = :partition AND GSI1SK < :end',
          ExpressionAttributeValues: { ':partition': { S: 'TRIAL' }, ':end': { S: '2026-05-02T12:00:01' } },
          ReturnConsumedCapacity: 'TOTAL',
        },
      },
    ]);
  });

  test('are those whose grace period is over, of what sorts before that', async () => {
    const trials = await find(
      entry('0000000000000012', OVERDUE),
      entry('0000000000000013', '2026-05-02T12:00:00.900Z'),
      entry('0000000000000014', '2026-05-02T11:59:59Z'),
    );
    expect(trials).toEqual([
      { organizationId: 12, trialExpiredDate: OVERDUE },
      { organizationId: 14, trialExpiredDate: '2026-05-02T11:59:59Z' },
    ]);
  });

  test('are not made up of entries without a date, nor of keys without an organization', async () => {
    const { GSI1SK: _, ...undated } = entry('0000000000000012', OVERDUE);
    expect(await find(undated, { ...undated, GSI1SK: { N: '1' } })).toEqual([]);
    const { PK, ...nameless } = entry('0000000000000012', OVERDUE);
    const error = new BrokenItemError('', 'the key', 'one that ends in a padded id');
    await expect(find(nameless)).rejects.toThrow(error);
    await expect(find({ ...nameless, PK: { N: PK.S } })).rejects.toThrow(error);
  });
});

describe('ending all trials that are over', () => {
  const run = () => {
    const ended: unknown[] = [];
    const onExpired = ({ outcome }: { readonly outcome: string }) => void ended.push(outcome);
    return { ended, isComplete: expireTrials(table, { now: () => NOW, isDryRun: false, onExpired }) };
  };
  const answers = (update: Reaction) => {
    const entry = encodeOrganization(buildOrganization({ id: 12, trialExpiredDate: OVERDUE }));
    const read = { Items: [entry], Item: entry, ConsumedCapacity: CAPACITY };
    proxy.react = ({ operation }) =>
      operation === 'UpdateItem' ? update : { status: 200, body: JSON.stringify(read) };
  };

  test('is complete where there is none', async () => {
    proxy.react = () => ({ status: 200, body: JSON.stringify({ Items: [], ConsumedCapacity: CAPACITY }) });
    const { ended, isComplete } = run();
    expect([await isComplete, ended]).toEqual([true, []]);
  });

  test('ends when the table refuses, which is no fault of an organization', async () => {
    answers(tableError('AccessDeniedException', 400));
    const { ended, isComplete } = run();
    await expect(isComplete).rejects.toThrow('refused');
    expect(ended).toEqual([]);
  });
});

describe('ending a trial', () => {
  /** Answers reads with the item, and refuses so many conditions. */
  const store = (item: Attributes | undefined, conditions = 0) => {
    let refused = 0;
    proxy.react = ({ operation }) => {
      if (operation === 'UpdateItem' && refused++ < conditions)
        return tableError('ConditionalCheckFailedException', 400);
      return { status: 200, body: JSON.stringify({ ConsumedCapacity: CAPACITY, Item: item }) };
    };
  };
  const end = () => endTrial(table, { organizationId: 12, trialExpiredDate: OVERDUE }, NOW);
  const operations = () => proxy.requests.map(({ operation }) => operation);
  const encode = (fields: object) => encodeOrganization(buildOrganization({ id: 12, ...fields }));
  const KEY = { PK: { S: 'ORG#0000000000000012' }, SK: { S: 'ORG' } };
  const stale = { GSI1PK: { S: 'TRIAL' }, GSI1SK: { S: `${OVERDUE}#0000000000000012` } };

  test('is a write on the condition that it still is over, not upgraded and not deleted', async () => {
    store(encode({ trialExpiredDate: OVERDUE }));
    expect(await end()).toBe(true);
    expect(proxy.requests[0]?.input).toMatchObject({ Key: KEY, ConsistentRead: true });
    expect(proxy.requests[1]?.input).toEqual({
      TableName: 'table',
      Key: KEY,
      UpdateExpression: 'SET #n0 = :v0 REMOVE #n1, #n2',
      ConditionExpression:
        '#n3 = :v1 AND attribute_not_exists(#n0) AND #n1 = :v2 AND #n2 = :v3 AND #n4 = :v4 AND #n5 = :v5',
      ExpressionAttributeNames: {
        '#n0': 'deletedDate',
        '#n1': 'GSI1PK',
        '#n2': 'GSI1SK',
        '#n3': 'PK',
        '#n4': 'trialExpiredDate',
        '#n5': 'trialUpgradedDate',
      },
      ExpressionAttributeValues: {
        ':v0': { S: '2026-06-01T12:00:00.000Z' },
        ':v1': KEY.PK,
        ':v2': stale.GSI1PK,
        ':v3': stale.GSI1SK,
        ':v4': { S: OVERDUE },
        ':v5': { NULL: true },
      },
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(operations()).toEqual(['GetItem', 'UpdateItem']);
  });

  test('is decided anew when somebody else has written meanwhile', async () => {
    store(encode({ trialExpiredDate: OVERDUE }), 1);
    expect(await end()).toBe(true);
    expect(operations()).toEqual(['GetItem', 'UpdateItem', 'GetItem', 'UpdateItem']);
  });

  test('does not wait until an organization that is broken otherwise is mended', async () => {
    const { name: _, ...broken } = encode({ trialExpiredDate: OVERDUE });
    store(broken);
    expect(await end()).toBe(true);
  });

  test('tells of an organization that is broken where it is decided on', async () => {
    const { trialUpgradedDate: _, ...broken } = encode({ trialExpiredDate: OVERDUE });
    store(broken);
    await expect(end()).rejects.toThrow(BrokenItemError);
    expect(operations()).toEqual(['GetItem']);
  });

  test('does nothing where there is no such organization', async () => {
    store(undefined);
    expect(await end()).toBe(false);
    expect(operations()).toEqual(['GetItem']);
  });

  test.each([
    ['prolonged', { trialExpiredDate: '2026-07-01T00:00:00.000Z' }],
    ['upgraded', { trialExpiredDate: OVERDUE, trialUpgradedDate: '2026-05-03T00:00:00.000Z' }],
    ['deleted', { trialExpiredDate: OVERDUE, deletedDate: '2026-05-03T00:00:00.000Z' }],
  ])('leaves an organization alone that was %s and has the right index key', async (_, fields) => {
    store(encode(fields));
    expect(await end()).toBe(false);
    expect(operations()).toEqual(['GetItem']);
  });

  test('takes an upgraded organization out of the index', async () => {
    store({ ...encode({ trialExpiredDate: OVERDUE, trialUpgradedDate: '2026-05-03T00:00:00.000Z' }), ...stale });
    expect(await end()).toBe(false);
    expect(proxy.requests[1]?.input).toMatchObject({
      Key: KEY,
      UpdateExpression: 'REMOVE #n0, #n1',
      ExpressionAttributeNames: { '#n0': 'GSI1PK', '#n1': 'GSI1SK' },
    });
  });

  test.each([stale, {}])('gives a prolonged organization the index key of its new date (it had %j)', async (had) => {
    const { GSI1PK, GSI1SK, ...item } = encode({ trialExpiredDate: '2026-07-01T00:00:00.000Z' });
    store({ ...item, ...had });
    expect(await end()).toBe(false);
    const {
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ...input
    } = proxy.requests[1]?.input ?? {};
    expect(input).toMatchObject({ Key: KEY, UpdateExpression: 'SET #n0 = :v0, #n1 = :v1' });
    expect(names).toMatchObject({ '#n0': 'GSI1PK', '#n1': 'GSI1SK' });
    expect(values).toMatchObject({ ':v0': GSI1PK, ':v1': GSI1SK });
  });

  test('says so when the organization is broken', async () => {
    store(KEY);
    await expect(end()).rejects.toThrow(BrokenItemError);
  });
});
