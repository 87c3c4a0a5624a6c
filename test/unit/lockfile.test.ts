import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../..', name), 'utf8'));
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.optional(z.string()),
      integrity: z.optional(z.string()),
      hasInstallScript: z.optional(z.boolean()),
      inBundle: z.optional(z.boolean()),
      os: z.optional(z.union([z.string(), z.array(z.string())])),
      cpu: z.optional(z.union([z.string(), z.array(z.string())])),
    }),
  ),
});
const { packages } = z.parse(lockSchema, read('package-lock.json'));
const installed = Object.entries(packages).filter(([path]) => path !== '');

test('every package is pinned by its hash', () => {
  const unpinned = installed.filter(([, { integrity, inBundle }]) => integrity === undefined && inBundle !== true);
  expect(unpinned).toEqual([]);
});

test('Node.js 24 comes from the lockfile for each platform, and by no install script', () => {
  const platforms = installed.filter(([path]) => /^node_modules\/node(-bin)?-(linux|darwin|win)-/.test(path));
  expect(platforms.map(([, { os, cpu }]) => `${os} ${cpu}`).toSorted()).toEqual(
    ['darwin arm64', 'darwin x64', 'linux arm64', 'linux x64', 'win32 x64'].toSorted(),
  );
  for (const [path, { version, hasInstallScript }] of platforms) {
    expect([path, version, hasInstallScript]).toEqual([path, expect.stringMatching(/^24\./), undefined]);
  }
  expect(packages).not.toHaveProperty('node_modules/node');
});
