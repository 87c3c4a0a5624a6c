import { describe, expect, test } from 'vitest';
import * as parse from '../../../lib/cli/arguments.ts';
import { printable } from '../../../lib/cli/printable.ts';
import { renderTable } from '../../../lib/cli/render-table.ts';
import { apiKeyRoleSchema } from '../../../lib/contract/model.ts';
import { NOW } from '../../support/build-records.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('on the command line', () => {
  test('an id is a whole number', () => {
    expect(['0', '12', '9007199254740991'].map(parse.parseId)).toEqual([0, 12, Number.MAX_SAFE_INTEGER]);
    for (const text of ['', '-1', '1.0', '012', '1e3', ' 1', '9007199254740992', '99999999999999999', '0x1', '١']) {
      expect(() => parse.parseId(text), text).toThrow('whole number');
    }
  });

  test('a duration has a unit', () => {
    expect(['0s', '30m', '12h', '90d', '2w', '100y'].map(parse.parseDuration)).toEqual([
      0,
      DAY / 48,
      DAY / 2,
      90 * DAY,
      14 * DAY,
      100 * 365.25 * DAY,
    ]);
    for (const text of ['', '7', '-7d', '7 d', '1.5h', '7days', 'd', '101y', '999999d', '1e3d']) {
      expect(() => parse.parseDuration(text), text).toThrow('number with a unit');
    }
  });

  test('a time is a duration from now or a date in UTC', () => {
    const at = (text: string) => parse.parseTime(text)(NOW);
    expect(at('90d')).toBe(NOW + 90 * DAY);
    expect(at('2030-01-31')).toBe(Date.parse('2030-01-31T00:00:00Z'));
    expect(at('2030-01-31T12:00:00Z')).toBe(Date.parse('2030-01-31T12:00:00Z'));
    for (const text of ['', 'tomorrow', '2030-02-30', '2030-01-31T12:00:00', '31.01.2030', '2030', '999999y']) {
      expect(() => parse.parseTime(text), text).toThrow('A time is');
    }
  });

  test('a name can be shown on a line', () => {
    for (const text of ['a', 'Büro № 5', '海風', 'x'.repeat(256)]) expect(parse.parseName(text)).toBe(text);
    for (const text of ['', ' ', ' a', 'a ', 'a\nb', 'a\u001b[2J', 'a\u009b', 'x'.repeat(257)]) {
      expect(() => parse.parseName(text), JSON.stringify(text)).toThrow('A name');
    }
  });

  test('a choice names what there is to choose', () => {
    expect(parse.parseChoice(apiKeyRoleSchema)('admin')).toBe('admin');
    expect(() => parse.parseChoice(apiKeyRoleSchema)('Admin')).toThrow('It is one of: admin, member.');
  });
});

describe('what is shown', () => {
  test('cannot move the cursor', () => {
    expect(printable('a\u001b[2Jb\u009b1mc\u0007\r\nd')).toBe('a\ufffd[2Jb\ufffd1mc\ufffd\ufffd\nd');
  });

  test('stands in columns, a line for each row', () => {
    expect(
      renderTable(
        ['id', 'name'],
        [
          [1, '海風'],
          [22, undefined],
          [3, 'a\nb'],
        ],
      ),
    ).toBe('id  name\n1   海風\n22  –\n3   a\u{fffd}b');
    expect(renderTable(['id'], [])).toBe('None.');
  });
});
