/** `npm run mutation`: Stryker. `--since REF` mutates only what has changed since that commit or branch. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** @throws Error with what git says, where it does not know the commit */
const listChanged = (since: string): string[] => {
  const parameters = ['diff', '--name-only', '--diff-filter=d', '--merge-base', since, '--'];
  const { status, stdout, stderr } = spawnSync('git', parameters, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').filter((file) => file !== '');
};

const runStryker = (parameters: readonly string[]) => {
  const stryker = join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run', ...parameters], { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = status ?? 1;
};

const { values, positionals } = parseArgs({ options: { since: { type: 'string' } }, allowPositionals: true });
if (values.since === undefined) {
  runStryker(positionals);
} else {
  const { mutate }: { mutate: string[] } = JSON.parse(readFileSync(join(ROOT, 'stryker.config.json'), 'utf8'));
  const changed = listChanged(values.since).filter((file) => mutate.some((glob) => matchesGlob(file, glob)));
  if (changed.length > 0) runStryker(['--mutate', changed.join(','), ...positionals]);
  else console.log(`Nothing that is mutated has changed since ${values.since}.`);
}
