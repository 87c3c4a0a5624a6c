import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** Values `as const` are read-only, and as variables they may have fields that the client does not know yet. */
const PRELUDE = `
import type { ListOrganizationsResponse } from 'edge-impulse-api';
type Fixed<T> = T extends Date ? T : T extends object ? { readonly [Name in keyof T]: Fixed<T[Name]> } : T;
declare const accept: (answer: Fixed<ListOrganizationsResponse>) => void;
`;

/**
 * What the TypeScript compiler has against answers as values of the official client's own response type; empty when
 * nothing. It sees the values themselves, so that even an enumeration's members are checked.
 * @param answers as the client returns them, with dates as `Date`
 */
export const typeErrorsOf = async (answers: readonly object[]): Promise<string> => {
  // Inside the project, for the compiler to find the client
  const directory = await mkdtemp(join(ROOT, 'node_modules/.type-errors-'));
  try {
    const file = join(directory, 'answer.ts');
    const constants = answers.map((answer, index) => `const answer${index} = ${toSource(answer)} as const;`);
    const accepted = answers.map((_, index) => `accept(answer${index});`);
    await writeFile(file, [PRELUDE, ...constants, ...accepted].join('\n'));
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--types',
      'node',
    ];
    const compiler = join(ROOT, 'node_modules/.bin/tsc');
    return await promisify(execFile)(compiler, [...options, file]).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout.slice(0, 1000),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
};

const toSource = (value: unknown): string => {
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[${value.map(toSource).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${toSource(member)}`)}}`;
};
