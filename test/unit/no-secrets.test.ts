import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['cdk', 'functions', 'lib'];
const FILES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'openapi.json', 'package.json'];

test('nothing in the sources looks like a secret or like the machine that it was made on', () => {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const files = [...FILES, ...found].filter((path) => statSync(join(ROOT, path)).isFile());
  expect(files.length).toBeGreaterThan(100);
  for (const path of files) {
    const [match] =
      readFileSync(join(ROOT, path), 'latin1').match(
        /ei_org_\w{20}|eyJ[\w-]{20,}\.eyJ|AKIA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|\/(home|root|Users)\/\w+/,
      ) ?? [];
    expect([path, match]).toEqual([path, undefined]);
  }
});
