import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildFailure, build } from 'esbuild';
import { LocalStackError } from './local-stack-error.ts';
import { ROOT } from './run-script.ts';

/** What says which packages are installed. */
const PACKAGES = ['package-lock.json', 'node_modules/.package-lock.json'];

/**
 * The project's files that make the template, as paths below the project: `cdk/app.ts` and whatever it imports.
 * @throws LocalStackError where one of them cannot be parsed or is missing
 */
export const findSynthesisInputs = async (): Promise<readonly string[]> => {
  try {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ['cdk/app.ts'],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    return Object.keys(metafile.inputs).toSorted();
  } catch (error) {
    const [first] = isBuildFailure(error) ? error.errors : [];
    if (!first) throw error;
    const { file, line = 0, column = 0 } = first.location ?? {};
    const place = file === undefined ? undefined : `${file}:${line}:${column + 1}`;
    throw new LocalStackError(`The stack cannot be synthesized:\n${place ?? ''}: ${first.text}`, place);
  }
};

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

/** A hash of everything that a template follows from: files, packages, Node.js and context. */
export const hashInputs = async (inputs: readonly string[], context: string): Promise<string> => {
  const hash = createHash('sha256').update(`${process.version}\0${context}\0`);
  for (const file of [...inputs, ...PACKAGES]) {
    const content = await readFile(join(ROOT, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return 'absent';
    });
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};
