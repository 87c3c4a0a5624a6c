import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROWS } from '../faults/rows.ts';

const ROOT = join(import.meta.dirname, '..');

/** The titles of the tests and groups in a file's source: right after `test(` and `describe(`, or after their tables. */
const titlesIn = (source: string): string[] =>
  [...source.matchAll(/(?:^\s*(?:test|describe)|\))\(\s*(['"`])(.*?)\1/gm)].map(([, , title = '']) => title);

/** The numbers of rows in texts such as `F2 F3 an unknown key`, or as the first of a table's columns: `['F31', …`. */
const rowsIn = (texts: readonly string[]): number[] =>
  texts.flatMap((text) =>
    [...(/^(?:F\d+ ?)+/.exec(text)?.[0] ?? '').matchAll(/F(\d+)/g)].map(([, row]) => Number(row)),
  );

const testedRows = (source: string): number[] => {
  const columns = [...source.matchAll(/^\s*\['(F\d+)', /gm)].map(([, row = '']) => row);
  return rowsIn([...titlesIn(source), ...columns]);
};

test('every fault and attack has a test of its number, and no other number is one', () => {
  const sources = globSync('{faults,unit}/**/*.test.ts', { cwd: ROOT }).map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  );
  const tested = new Set(sources.flatMap(testedRows));
  expect(Object.keys(ROWS).length).toBeGreaterThanOrEqual(58);
  expect([...tested].sort((a, b) => a - b)).toEqual(Object.keys(ROWS).map(Number));
});

test('no test of them is left out or alone', () => {
  for (const file of globSync('faults/**/*.test.ts', { cwd: ROOT })) {
    expect(readFileSync(join(ROOT, file), 'utf8'), file).not.toMatch(/\.(skip|only|todo|fails|skipIf|runIf)\b/);
  }
});

test('a row counts only where a test or a group is named by it', () => {
  expect(testedRows(`test('F1 F2 a', () => {});\n  describe('F3', () => {`)).toEqual([1, 2, 3]);
  expect(testedRows(`test.each([\n  ['a'],\n])('F4 %s', (x) => {});\ntest.each(LIST)('F5 %s', f);`)).toEqual([4, 5]);
  expect(testedRows("test(\n  `F6 of`,\n  async () => {},\n);\n    ['F7', 'x'],")).toEqual([6, 7]);
  expect(testedRows(`// F8\nconst canary = 'F9 x';\ntest('a F10', f);\nexpect('F11');`)).toEqual([]);
});
