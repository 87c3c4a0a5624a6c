import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './run-script.ts';

/** Beside what npm has installed, where other tools keep theirs as well. */
const DIRECTORY = join(ROOT, 'node_modules/.cache/list-organizations');
/** The variants of some days. */
const KEPT = 10;

/** The template that was made of what the hash is of; undefined where there is none. */
export const readCachedTemplate = async (hash: string): Promise<string | undefined> => {
  try {
    return await readFile(join(DIRECTORY, `${hash}.json`), 'utf8');
  } catch (error) {
    if (isUnusable(error)) return undefined;
    throw error;
  }
};

/** Keeps a template for later runs; where that is not possible, these make it again. */
export const writeCachedTemplate = async (hash: string, template: string): Promise<void> => {
  const file = join(DIRECTORY, `${hash}.json`);
  const unfinished = `${file}.${process.pid}`;
  try {
    await mkdir(DIRECTORY, { recursive: true });
    await writeFile(unfinished, template);
    await rename(unfinished, file);
    await removeOldest();
  } catch (error) {
    if (!isUnusable(error)) throw error;
    await rm(unfinished, { force: true });
  }
};

/** Nothing is there, or nothing can be: the template is made in every run. */
const isUnusable = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(String(error.code));

const removeOldest = async () => {
  const names = await readdir(DIRECTORY);
  const dated = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(DIRECTORY, name))).mtimeMs })),
  );
  const oldest = dated.toSorted((a, b) => b.time - a.time).slice(KEPT);
  await Promise.all(oldest.map(({ name }) => rm(join(DIRECTORY, name), { force: true })));
};
