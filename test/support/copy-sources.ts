import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

const COPIED = [
  ...['cdk', 'functions', 'lib', 'test'],
  ...['.gitignore', 'biome.json', 'cdk.json', 'openapi.json', 'package.json'],
  ...['package-lock.json', 'stryker.config.json', 'tsconfig.json', 'vitest.config.ts'],
];

/** A directory with the sources, for commands that write; what npm has installed is shared. It is the caller's to remove. */
export const copySources = async (): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'sources-'));
  for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
};
