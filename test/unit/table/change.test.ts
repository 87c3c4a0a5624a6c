import { describe, expect, test } from 'vitest';
import { changeItem, createOrChangeItem, type Decision } from '../../../lib/table/change.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable();

const KEY = userKey(1);
const ITEM: Attributes = { PK: { S: KEY.PK }, SK: { S: KEY.SK }, name: { S: 'old' }, email: { S: 'e' } };

/** @param misses how many writes find that somebody else has written */
const hold = (item: Attributes | undefined, misses = 0) => {
  const answer = (body: object) => ({
    status: 200,
    body: JSON.stringify({ ...body, ConsumedCapacity: { CapacityUnits: 1 } }),
  });
  proxy.react = ({ operation }, count) => {
    if (operation === 'GetItem') return answer(item === undefined ? {} : { Item: item });
    return count < misses ? tableError('ConditionalCheckFailedException', 400) : answer({});
  };
};

/** The condition of the last write, with the names and values that its placeholders stand for. */
const condition = (): string => {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = Object(
    proxy.requests.at(-1)?.input,
  );
  return String(ConditionExpression)
    .replaceAll(/#n\d+/g, (name) => ExpressionAttributeNames[name])
    .replaceAll(/:v\d+/g, (value) => Object.values(ExpressionAttributeValues[value]).join());
};

const rename = (): Decision => ({ set: { name: { S: 'new' } }, unchanged: ['disabled', 'email'] });

describe('a change', () => {
  test('holds only for the item that is there, as it was read where it changes it or rests on it', async () => {
    hold(ITEM);
    expect(await changeItem(table, KEY, rename)).toBe(true);
    const rests = 'attribute_not_exists(disabled) AND email = e';
    expect(condition()).toBe(`PK = ${KEY.PK} AND name = old AND ${rests}`);
  });

  test('is not taken for its own where somebody else has made the same one', async () => {
    const renamed = { ...ITEM, name: { S: 'new' } };
    proxy.react = ({ operation }, count) => {
      const body = JSON.stringify({ Item: count === 0 ? ITEM : renamed, ConsumedCapacity: { CapacityUnits: 1 } });
      return operation === 'GetItem' ? { status: 200, body } : tableError('ConditionalCheckFailedException', 400);
    };
    const decide = (item: Attributes | undefined) => (item?.['name']?.S === 'new' ? undefined : rename());
    expect(await changeItem(table, KEY, decide)).toBe(false);
  });

  test('of an item that was stored holds whatever it overwrites was, and makes none', async () => {
    hold(ITEM);
    const outcome = await createOrChangeItem(table, ITEM, { stored: ITEM, decide: rename, isDryRun: false });
    expect([outcome, condition()]).toEqual([
      'updated',
      `PK = ${KEY.PK} AND attribute_not_exists(disabled) AND email = e`,
    ]);
  });

  test('is decided again when somebody else has written in between, and at last given up', async () => {
    hold(ITEM, 2);
    let decisions = 0;
    const decide = () => {
      decisions += 1;
      return rename();
    };
    expect(await changeItem(table, KEY, decide)).toBe(true);
    expect(decisions).toBe(3);
    hold(ITEM, Number.POSITIVE_INFINITY);
    await expect(changeItem(table, KEY, decide)).rejects.toThrow(TableUnavailableError);
  });

  test('of nothing writes nothing', async () => {
    hold(ITEM);
    expect(await changeItem(table, KEY, () => undefined)).toBe(false);
    expect(await changeItem(table, KEY, () => ({}))).toBe(false);
    expect(proxy.requests.map(({ operation }) => operation)).toEqual(['GetItem', 'GetItem']);
  });

  test('never makes an item', async () => {
    hold(undefined);
    await expect(changeItem(table, KEY, rename)).rejects.toThrow(TableUnavailableError);
    expect(proxy.requests.every(({ operation }) => operation === 'GetItem')).toBe(true);
  });
});
