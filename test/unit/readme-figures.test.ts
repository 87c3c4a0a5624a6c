import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const deploying = readFileSync(join(ROOT, 'cdk/DEPLOYING.md'), 'utf8');
const results = readFileSync(join(ROOT, 'test/bench/RESULTS.md'), 'utf8');

/** The cells of the table under a heading, by the first cell of their rows. */
const rowsUnder = (heading: string): ReadonlyMap<string, readonly string[]> => {
  const [, section = ''] = results.split(`## ${heading}`);
  const [table = ''] = section.split('\n## ');
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  return new Map(
    rows.map((row) => {
      const [name = '', ...cells] = row
        .split('|')
        .map((cell) => cell.trim().replaceAll('*', ''))
        .slice(1, -1);
      return [name, cells];
    }),
  );
};

test.each([
  ['S', '11 KB'],
  ['M', '1.4 MB'],
  ['L', '10 MB'],
])('cdk/DEPLOYING.md says what RESULTS.md says that a million answers of shape %s cost', (shape, size) => {
  const [, gateway, dynamodb, zstd, , sum, uncompressed] = rowsUnder('Cost of a million answers').get(shape) ?? [];
  expect(sum).toMatch(/^\d+\.\d\d$/);
  expect(deploying).toContain(`: ${size} | ${sum} | ${dynamodb} | ${gateway} | ${uncompressed} instead of ${zstd} |`);
});

test('the README says what RESULTS.md says of the peers and of memory', () => {
  const [, , product, documentClient, sdk, electrodb, toolbox] = rowsUnder('CPU time of one answer').get('M') ?? [];
  const times = (cell = '') => /\((\d+\.\d)×\)/.exec(cell)?.[1];
  expect(readme).toContain(
    `${times(product)} times the floor, where DocumentClient takes ${times(documentClient)}, ElectroDB ${times(electrodb)}, SDK with unmarshall ${times(sdk)}, dynamodb-toolbox ${times(toolbox)}]`,
  );
  const [memory] = [...rowsUnder('Against the targets')].filter(([name]) =>
    name.startsWith('MB of memory that 151 MB'),
  );
  expect(readme).toContain(`memory (${Math.round(Number(memory?.[1][0]))} MB for an answer of 151 MB`);
});
