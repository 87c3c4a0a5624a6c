import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LocalStackError } from './local-stack-error.ts';

/** The project's directory, absolute. */
export const ROOT = join(import.meta.dirname, '../..');

/** What a program of the system needs to run at all. Nothing that is meant for AWS, for CDK or for Node.js is passed on. */
const INHERITED = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];

const inheritedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/**
 * Runs a program of the project by this Node.js. The disposal of the resources kills it.
 * @param parameters options of Node.js, the file below the project, and its arguments
 * @throws LocalStackError with the summary and what the program wrote on standard error, when it fails
 */
export const runScript = async (
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  resources: AsyncDisposableStack,
  summary: string,
): Promise<void> => {
  if (resources.disposed) throw new LocalStackError('The local stack has been stopped');
  const child = spawn(process.execPath, parameters, {
    cwd: ROOT,
    env: { ...inheritedEnvironment(), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  resources.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [said, [code]] = await Promise.all([text(child.stderr), ended]);
  if (code !== 0) throw new LocalStackError(`${summary}:\n${said.trim()}`, placeIn(said));
};

/** The first place in the project's own sources that a message or a stack trace names, as `file:line:column`. */
const placeIn = (said: string): string | undefined =>
  [...said.matchAll(/[^\s()]+:\d+(?::\d+)?/g)]
    .map(([place]) => place.replace(/^file:\/\//, '').replace(`${ROOT}/`, ''))
    .find((place) => /^(cdk|functions|lib)\//.test(place));
