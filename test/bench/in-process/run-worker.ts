import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The SDK's own variables, which every worker needs. */
export const SDK_ENVIRONMENT = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };

/**
 * Runs a module in a fresh process: sends it the request and waits for the one message that it answers with.
 * @throws Error when the process ended without an answer; what it wrote is on standard error
 */
export const runWorker = async <Answer>(
  module: string,
  request: object,
  nodeArguments: readonly string[],
): Promise<Answer> => {
  const worker = fork(new URL(module, import.meta.url), {
    execArgv: [...nodeArguments],
    env: { PATH: process.env['PATH'], ...SDK_ENVIRONMENT },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exit = once(worker, 'exit').then(() => {
    throw new Error(`${module} ended without figures`);
  });
  exit.catch(() => undefined);
  worker.send(request);
  // The worker's own word, which each of them states as a type
  const [answer] = (await Promise.race([once(worker, 'message'), exit])) as [Answer];
  await exit.catch(() => undefined);
  return answer;
};
