import { readFile } from 'node:fs/promises';
import { beforeAll, expect, inject, test } from 'vitest';
import {
  ACCEPTED_LICENSES,
  type BundledPackage,
  listBundledPackages,
  listPath,
  renderList,
} from '../supply-chain/bundled-packages.ts';

let packages: BundledPackage[];
beforeAll(async () => {
  packages = await listBundledPackages(inject('assembly').directory);
});

test('the list of what goes into the bundles is current; npm run licenses makes it so', async () => {
  expect(await readFile(listPath, 'utf8')).toBe(renderList(packages));
});

test('everything in the bundles has a licence that may be there, sources and a hash', () => {
  expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['jose', 'zod', '@aws-sdk/client-dynamodb']));
  for (const { name, license, repository, integrity } of packages) {
    expect(ACCEPTED_LICENSES.has(license), `${name}: ${license}`).toBe(true);
    expect(repository, name).toMatch(/^github\.com\//);
    expect(integrity, name).toMatch(/^sha512-/);
  }
});
