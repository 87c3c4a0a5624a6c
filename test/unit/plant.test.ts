import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyFault } from '../mutation/plant-fault.ts';

const SOURCE = 'const one = 1;\nconst two = 2;\nconst other = 2;\n';
const plant = (search: string, replace: string) =>
  applyFault(SOURCE, { what: 'a fault', file: 'lib/file.ts', search, replace, tests: [] });

describe('a planted fault', () => {
  test('is the replacement to the letter, in the place of a text that is there once', () => {
    expect(plant('one = 1', "one = '$&'")).toBe("const one = '$&';\nconst two = 2;\nconst other = 2;\n");
  });

  test.each([
    ['a text that is not there', 'three', 'four', 'found 0 times'],
    ['a text that is there twice', '= 2', '= 3', 'found 2 times'],
    ['a replacement that is the same', 'one', 'one', 'changes nothing'],
    ['a replacement that is no program', 'one = 1', 'one = = 1', ''],
  ])('is refused with %s', (_, search, replace, message) => {
    expect(() => plant(search, replace)).toThrow(message);
  });
});

test('`npm run plant` names the areas, where it is asked for another', () => {
  const root = join(import.meta.dirname, '../..');
  const parameters = ['test/mutation/plant.ts', 'nowhere'];
  const { status, stderr } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^nowhere: neither an area \(auth, cli, functions, .+\)/),
  ]);
});
