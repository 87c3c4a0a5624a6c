/**
 * Bundles functions without synthesizing the stack around them, exactly as a deployment would have them:
 * `node cdk/bundle-functions.ts DIRECTORY NAME…` writes each into a directory of its name. What cannot be bundled is said
 * as lines of `file:line:column: reason`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BuildFailure, build } from 'esbuild';
import { bundleOptions } from './constructs/bundle-options.ts';

const [, , directory = '', ...names] = process.argv;

const bundle = async () => {
  const { outputFiles } = await build({ ...bundleOptions(names), logLevel: 'silent' });
  await Promise.all(names.map((name) => mkdir(join(directory, name), { recursive: true })));
  const pathOf = (path: string) => join(directory, basename(dirname(path)), basename(path));
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(pathOf(path), contents)));
};

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

try {
  await bundle();
} catch (error) {
  if (!isBuildFailure(error)) throw error;
  for (const { location, text } of error.errors) {
    const place = location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
    process.stderr.write(`${place}${text}\n`);
  }
  process.exitCode = 1;
}
