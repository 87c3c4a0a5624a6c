import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { LocalStackError } from './local-stack-error.ts';

type HostOptions = {
  readonly module: URL;
  readonly arguments: readonly string[];
  /** All that the process gets; it inherits nothing. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes each line that the process writes. */
  readonly onLine: (line: string) => void;
  /** Their disposal kills the process. */
  readonly resources: AsyncDisposableStack;
};

export type Host = {
  readonly port: number;
  readonly process: ChildProcess;
};

const messageSchema = z.union([z.strictObject({ port: z.number() }), z.strictObject({ error: z.string() })]);

/**
 * Starts a module in a process of its own, which serves HTTP on a port of 127.0.0.1 and says which.
 * @throws LocalStackError when it ends before that
 */
export const forkHost = async (options: HostOptions): Promise<Host> => {
  if (options.resources.disposed) throw new LocalStackError('The local stack has been stopped');
  const child = fork(options.module, options.arguments, {
    env: { ...options.environment },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  options.resources.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  for (const input of [child.stdout, child.stderr]) {
    if (input) createInterface({ input }).on('line', options.onLine);
  }
  const endedEarly = ended.then(([code, signal]): never => {
    throw new LocalStackError(`A process of the local stack ended while it started (${code ?? signal})`);
  });
  const [message] = await Promise.race([once(child, 'message'), endedEarly]);
  const answer = z.parse(messageSchema, message);
  if ('error' in answer) throw new LocalStackError(answer.error);
  return { port: answer.port, process: child };
};
