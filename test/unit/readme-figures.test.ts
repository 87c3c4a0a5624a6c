import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCUMENTS, fillPlace, readPlace } from '../bench/report/places.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test.each(['speed', 'cost'] as const)('the documents say of %s what RESULTS.md says', (name) => {
  const place = readPlace(read(DOCUMENTS[name]), name);
  expect(place).toMatch(/^\| one answer[^\n]*(\n\| [^\n]* \|){4}$/);
  expect(read('test/bench/RESULTS.md')).toContain(place);
});

test('what was measured goes to its place in the document, and nothing else changes', () => {
  const readme = read(DOCUMENTS.speed);
  const updated = fillPlace(readme, 'speed', 'how fast it is');
  expect(readPlace(updated, 'speed')).toBe('how fast it is');
  expect(fillPlace(updated, 'speed', readPlace(readme, 'speed'))).toBe(readme);
  expect(() => fillPlace(readme, 'weight', '')).toThrow('there is no place for weight');
});
