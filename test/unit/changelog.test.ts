import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

test('the newest release in CHANGELOG.md is the version of the package, and of what it describes', () => {
  const { version } = JSON.parse(read('package.json'));
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(read('CHANGELOG.md').match(/^## \[(\d[^\]]*)\]/m)?.[1]).toBe(version);
  expect(JSON.parse(read('package-lock.json')).packages[''].version).toBe(version);
  expect(JSON.parse(read('openapi.json')).info.version).toBe(version);
});

test('CHANGELOG.md keeps the form of Keep a Changelog', () => {
  const headings = read('CHANGELOG.md').match(/^#+ .*$/gm) ?? [];
  expect(headings.slice(0, 2)).toEqual(['# Changelog', '## [Unreleased]']);
  for (const heading of headings.slice(2)) {
    expect(heading).toMatch(
      /^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$|^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/,
    );
  }
  const dates = headings.flatMap((heading) => heading.match(/\d{4}-\d\d-\d\d$/) ?? []);
  expect(dates).toEqual(dates.toSorted().toReversed());
});
