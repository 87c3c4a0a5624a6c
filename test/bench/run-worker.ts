import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The SDK's own variables, which every worker needs. */
export const SDK_ENVIRONMENT = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };

/** A bundle is one long line, which Node.js prints before what is wrong with it. */
const COMPLAINT_LENGTH = 1500;

/**
 * Runs a module in a fresh process: sends it the request and waits for the one message that it answers with.
 * @throws Error with what the process wrote, when it ended without an answer
 */
export const runWorker = async <Answer>(
  module: string,
  request: object,
  environment: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<Answer> => {
  const worker = fork(new URL(module, import.meta.url), {
    execArgv: [...nodeOptions],
    env: { PATH: process.env['PATH'], ...SDK_ENVIRONMENT, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  worker.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const exit = once(worker, 'exit').then(() => {
    throw new Error(`${module} ended without figures: ${complaint.slice(-COMPLAINT_LENGTH)}`);
  });
  exit.catch(() => undefined);
  worker.send(request);
  // the worker's own word, which each of them states as a type
  const [answer] = (await Promise.race([once(worker, 'message'), exit])) as [Answer];
  await exit.catch(() => undefined);
  return answer;
};

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
};
