import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8', withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n');

const inCode = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** Paths of the repository; `<verb-noun>` stands for any name, and `*` for any folder. */
const paths = [
  ...new Set(
    inCode.filter((code) => /^(cdk|functions|lib|test)\/[\w./*<>-]*$/.test(code) || /^[\w.-]+\.(md|json)$/.test(code)),
  ),
];

/** Names that code exports: in camel case, Pascal case or capitals, some with a call. */
const names = [
  ...new Set(
    inCode
      .map((code) => code.replace(/^cli\./, '').replace(/\(.*\)$/, ''))
      .filter((code) => /^([a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]?\w*|[A-Z]+_[A-Z_]+)$/.test(code)),
  ),
];

const isThere = (path: string): boolean => {
  const [before = '', after] = path.split(/<[\w-]+>|\*/);
  if (after === undefined) return existsSync(join(ROOT, path));
  const folder = join(ROOT, before);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return false;
  return readdirSync(folder).some((name) =>
    path.split('<verb-noun>').length > 1
      ? existsSync(join(ROOT, path.replaceAll('<verb-noun>', name.replace(/\.ts$/, ''))))
      : existsSync(join(folder, name)),
  );
};

describe('CONTRIBUTING.md', () => {
  test('names files and exports', () => {
    expect(paths).toContain('lib/contract/model.ts');
    expect(names).toContain('deriveProjectFields');
    expect(names).toContain('DENIAL_TEXT');
  });

  test.each(paths)('names a path that exists: %s', (path) => {
    expect(isThere(path)).toBe(true);
  });

  test.each(names)('names something that the code declares: %s', (name) => {
    expect(sources).toMatch(new RegExp(`\\b(const|class|type|function) ${name}\\b|\\b${name}: [(a-z]`));
  });

  test('a path or a name that does not exist is noticed', () => {
    expect(isThere('lib/organizations/model.ts')).toBe(false);
    expect(isThere('functions/<verb-noun>/absent.ts')).toBe(false);
    expect(isThere('functions/<verb-noun>/config.ts')).toBe(true);
  });
});
