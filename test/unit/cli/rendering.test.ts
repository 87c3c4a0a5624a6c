import { describe, expect, test } from 'vitest';
import { printable, printableJson, printableLine } from '../../../lib/cli/printable.ts';
import { renderTable } from '../../../lib/cli/render-table.ts';

/** An escape, a C1 control, a mark that reverses text, a line separator. */
const HOSTILE = 'a\u001b[2J\u009b31m\u202eb\u2028c';

describe('a stored text', () => {
  test('moves no cursor and reverses no line', () => {
    expect(printable(`${HOSTILE}\nd`)).toBe('a\u{fffd}[2J\u{fffd}31m\u{fffd}b\u{fffd}c\nd');
  });

  test('stays on its line', () => {
    expect(printableLine('a\nb\r\nc')).toBe('a\u{fffd}b\u{fffd}\u{fffd}c');
  });

  test('is the same text in JSON, with nothing in it that a terminal acts on', () => {
    const json = printableJson({ name: HOSTILE });
    expect(json).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(json)).toEqual({ name: HOSTILE });
  });
});

describe('a table', () => {
  const head = ['id', 'name', 'role'];
  const rows = [
    [1, 'x'.repeat(40), 'admin'],
    [2, undefined, 'guest'],
  ] as const;

  test('has columns where they fit', () => {
    expect(renderTable(head, rows, 60).split('\n')).toHaveLength(3);
    expect(renderTable(head, rows).split('\n')).toHaveLength(3);
  });

  test('has days in its columns where whole times do not fit, and whole times in blocks', () => {
    const head = ['id', 'name', 'state', 'created'];
    const rows = [
      [7, 'since 2020-01-02T03:04:05Z', 'trial until 2026-12-07T00:00:00.000Z', '2023-11-20T16:45:00.000Z'],
      [8, 'Kestrel', 'deleted 2025-02-28T23:59:59.999Z', '2022-02-14T19:03:11Z'],
    ];
    expect(renderTable(head, rows, 66)).toBe(
      [
        'id  name                        state                   created',
        '7   since 2020-01-02T03:04:05Z  trial until 2026-12-07  2023-11-20',
        '8   Kestrel                     deleted 2025-02-28      2022-02-14',
      ].join('\n'),
    );
    expect(renderTable(head, rows, 65)).toContain('created  2023-11-20T16:45:00.000Z');
    expect(renderTable(head, rows)).toContain('2023-11-20T16:45:00.000Z');
  });

  test('is as wide as a terminal shows it, which gives some characters two columns', () => {
    const head = ['id', 'name', 'state'];
    const rows = [[1, '海風センサー', 'in its grace period']];
    expect(renderTable(head, rows, 37)).toContain('\n1   海風センサー  in its grace period');
    expect(renderTable(head, rows, 36)).toBe('id     1\nname   海風センサー\nstate  in its grace period');
  });

  test('has a record a block where they do not', () => {
    const text = renderTable(head, rows, 48);
    expect(text.split('\n\n')).toHaveLength(2);
    expect(text).toContain('id    2\nname  –\nrole  guest');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(48);
  });

  test('keeps each stored text in its cell', () => {
    const [head = '', row = '', ...more] = renderTable(['id', 'name'], [[1, `a\nb${HOSTILE}`]]).split('\n');
    expect([head, more]).toEqual(['id  name', []]);
    expect(row).toBe('1   a\u{fffd}ba\u{fffd}[2J\u{fffd}31m\u{fffd}b\u{fffd}c');
  });

  test('says when there is nothing', () => {
    expect(renderTable(head, [])).toBe('None.');
  });
});
