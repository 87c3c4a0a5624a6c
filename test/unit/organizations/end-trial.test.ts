import { describe, expect, test } from 'vitest';
import { endTrial, overdueTrials } from '../../../lib/organizations/end-trial.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeOrganization } from '../../../lib/table/encode.ts';
import { BrokenItemError } from '../../../lib/table/errors.ts';
import { organizationKey, trialIndexKey } from '../../../lib/table/keys.ts';
import { buildOrganization } from '../../support/build-records.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { tableError } from '../../support/table-proxy.ts';

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
          KeyConditionExpression: 'GSI1PK = :trial AND GSI1SK < :end',
          ExpressionAttributeValues: { ':trial': { S: 'TRIAL' }, ':end': { S: '2026-05-02T12:00:01' } },
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

describe('ending a trial', () => {
  /** Refuses so many conditions, and answers reads with an item. */
  const refuse = (conditions: number, item?: Attributes) => {
    proxy.react = ({ operation }, count) => {
      if (operation === 'UpdateItem' && count < conditions) return tableError('ConditionalCheckFailedException', 400);
      return { status: 200, body: JSON.stringify({ ConsumedCapacity: CAPACITY, Item: item }) };
    };
  };
  const end = () => endTrial(table, { organizationId: 12, trialExpiredDate: OVERDUE }, NOW);
  const operations = () => proxy.requests.map(({ operation }) => operation);
  const KEY = { PK: { S: 'ORG#0000000000000012' }, SK: { S: 'ORG' } };

  test('is one write, on the condition that it still is over, not upgraded and not deleted', async () => {
    refuse(0);
    expect(await end()).toBe(true);
    expect(proxy.requests).toEqual([
      {
        operation: 'UpdateItem',
        input: {
          TableName: 'table',
          Key: KEY,
          UpdateExpression: 'SET #n0 = :v0 REMOVE #n1, #n2',
          ConditionExpression: '#n3 = :v1 AND #n4 = :v2 AND attribute_not_exists(#n0)',
          ExpressionAttributeNames: {
            '#n0': 'deletedDate',
            '#n1': 'GSI1PK',
            '#n2': 'GSI1SK',
            '#n3': 'trialExpiredDate',
            '#n4': 'trialUpgradedDate',
          },
          ExpressionAttributeValues: {
            ':v0': { S: '2026-06-01T12:00:00.000Z' },
            ':v1': { S: OVERDUE },
            ':v2': { NULL: true },
          },
          ReturnConsumedCapacity: 'TOTAL',
        },
      },
    ]);
  });

  test('does nothing more where there is no such organization', async () => {
    refuse(1);
    expect(await end()).toBe(false);
    expect(operations()).toEqual(['UpdateItem', 'GetItem']);
    expect(proxy.requests[1]?.input).toMatchObject({ Key: KEY, ConsistentRead: true });
  });

  test.each([
    ['prolonged, with its own index key', { trialExpiredDate: '2026-07-01T00:00:00.000Z' }],
    ['upgraded, without any', { trialExpiredDate: OVERDUE, trialUpgradedDate: '2026-05-03T00:00:00.000Z' }],
  ])('leaves an organization alone that was %s', async (_, fields) => {
    refuse(1, encodeOrganization(buildOrganization({ id: 12, ...fields })));
    expect(await end()).toBe(false);
    expect(operations()).toEqual(['UpdateItem', 'GetItem']);
  });

  const stale = { GSI1PK: { S: 'TRIAL' }, GSI1SK: { S: `${OVERDUE}#0000000000000012` } };

  test('takes an upgraded organization out of the index', async () => {
    const upgraded = { trialExpiredDate: OVERDUE, trialUpgradedDate: '2026-05-03T00:00:00.000Z' };
    refuse(1, { ...encodeOrganization(buildOrganization({ id: 12, ...upgraded })), ...stale });
    expect(await end()).toBe(false);
    expect(operations()).toEqual(['UpdateItem', 'GetItem', 'UpdateItem']);
    expect(proxy.requests[2]?.input).toEqual({
      TableName: 'table',
      Key: KEY,
      UpdateExpression: 'REMOVE #n0, #n1',
      ConditionExpression: '#n2 = :v0 AND #n3 = :v1 AND attribute_not_exists(#n4) AND #n5 = :v2',
      ExpressionAttributeNames: {
        '#n0': 'GSI1PK',
        '#n1': 'GSI1SK',
        '#n2': 'trialExpiredDate',
        '#n3': 'trialUpgradedDate',
        '#n4': 'deletedDate',
        '#n5': 'PK',
      },
      ExpressionAttributeValues: {
        ':v0': { S: OVERDUE },
        ':v1': { S: upgraded.trialUpgradedDate },
        ':v2': KEY.PK,
      },
      ReturnConsumedCapacity: 'TOTAL',
    });
  });

  test.each([stale, {}])('gives a prolonged organization the index key of its new date (it had %j)', async (had) => {
    const prolonged = buildOrganization({ id: 12, trialExpiredDate: '2026-07-01T00:00:00.000Z' });
    const { GSI1PK: _, GSI1SK: __, ...item } = encodeOrganization(prolonged);
    refuse(1, { ...item, ...had });
    expect(await end()).toBe(false);
    const right = trialIndexKey(12, prolonged);
    expect(proxy.requests[2]?.input).toMatchObject({
      Key: { PK: { S: organizationKey(12).PK } },
      UpdateExpression: 'SET #n0 = :v0, #n1 = :v1',
      ExpressionAttributeNames: { '#n0': 'GSI1PK', '#n1': 'GSI1SK' },
      ExpressionAttributeValues: { ':v0': { S: right?.GSI1PK }, ':v1': { S: right?.GSI1SK } },
    });
  });

  test('says so when the organization is broken', async () => {
    refuse(1, KEY);
    await expect(end()).rejects.toThrow(BrokenItemError);
  });
});
