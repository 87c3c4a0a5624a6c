import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createProgress } from '../../../lib/cli/import/progress.ts';

const CLEAR_LINE = '\r\u001b[2K';

const start = (given: { readonly columns?: number; readonly total?: number | undefined }) => {
  const { columns, total } = { total: 1_000_000_000, ...given };
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), columns === undefined ? {} : { columns });
  const isInteractive = columns !== undefined;
  let now = 5_000;
  let done = 0;
  const terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, isInteractive };
  const progress = createProgress(
    terminal,
    total,
    () => now,
    () => `${done} organizations done, 0 rejected`,
  );
  return {
    ...progress,
    stderr,
    read: (): string => stderr.read() ?? '',
    pass: (milliseconds: number, bytes: number) => {
      now += milliseconds;
      done += 1;
      progress.advance(bytes);
    },
  };
};

describe('on a terminal, the progress', () => {
  test.each([20, 40, 80, 200])('is one line of %i columns that is drawn over', (columns) => {
    const progress = start({ columns });
    for (let step = 0; step < 50; step++) progress.pass(200, 10_000_000);
    const drawn = progress.read();
    expect(drawn).not.toContain('\n');
    const lines = drawn.split(CLEAR_LINE).slice(1);
    expect(lines).toHaveLength(50);
    for (const line of lines) expect(line.length).toBeLessThan(columns);
  });

  test('says how much is read, how fast, and how long the rest takes', () => {
    const progress = start({ columns: 100 });
    progress.pass(10_000, 100_000_000);
    expect(progress.read()).toBe(`${CLEAR_LINE}10 % read, 10.0 MB/s, 2 min left, 1 organizations done, 0 rejected`);
    progress.pass(80_000, 800_000_000);
    expect(progress.read()).toBe(`${CLEAR_LINE}90 % read, 10.0 MB/s, 10 s left, 2 organizations done, 0 rejected`);
    progress.pass(10_000, 100_000_000);
    expect(progress.read()).toBe(`${CLEAR_LINE}100 % read, 10.0 MB/s, 3 organizations done, 0 rejected`);
  });

  test('says hours as hours', () => {
    const progress = start({ columns: 100 });
    progress.pass(100_000, 10_000_000);
    expect(progress.read()).toContain('1 % read, 0.1 MB/s, 2 h 45 min left,');
  });

  test('is not drawn more than ten times a second', () => {
    const progress = start({ columns: 80 });
    for (let step = 0; step < 100; step++) progress.pass(10, 1);
    expect(progress.read().split(CLEAR_LINE)).toHaveLength(11);
  });

  test('follows the terminal’s width', () => {
    const progress = start({ columns: 100 });
    Object.assign(progress.stderr, { columns: 30 });
    progress.pass(1_000, 1_000_000);
    expect(progress.read()).toHaveLength(CLEAR_LINE.length + 29);
  });

  test('gives way to lines that stay, and to what comes after', () => {
    const progress = start({ columns: 80 });
    progress.pass(1_000, 1_000_000);
    progress.read();
    progress.say('file: line 3: no JSON');
    expect(progress.read()).toBe(`${CLEAR_LINE}file: line 3: no JSON\n`);
    progress.stop();
    expect(progress.read()).toBe(CLEAR_LINE);
  });
});

describe('elsewhere, the progress', () => {
  test('is a line every ten seconds, without control characters', () => {
    const progress = start({});
    for (let step = 0; step < 100; step++) progress.pass(1_000, 1_000_000);
    progress.say('file: line 3: no JSON');
    progress.stop();
    const lines = progress.read().trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.join('')).toMatch(/^\P{Cc}*$/u);
  });

  test('of standard input is what was read', () => {
    const progress = start({ total: undefined });
    progress.pass(10_000, 25_000_000);
    expect(progress.read()).toBe('25 MB read, 2.5 MB/s, 1 organizations done, 0 rejected\n');
  });
});
