import { fork } from 'node:child_process';
import { once } from 'node:events';
import { lambdaArguments } from './lambda-arguments.ts';
import type { Backend } from './serve-backend.ts';

/** A bundle that Lambda could run. */
export type Bundle = {
  /** The file, which exports `handler`. */
  readonly file: string;
  readonly bytes: number;
  /** Megabytes. */
  readonly memory: number;
  readonly environment: Readonly<Record<string, string>>;
};

/** What something took: CPU of the whole process, user and system, and wall clock, in milliseconds. */
export type Cost = { readonly cpuMs: number; readonly wallMs: number };

type Invoked = Cost & {
  /** The JSON that the function returned, where it does not stream. */
  readonly output?: string;
  /** Of the last call, where the function streams. */
  readonly firstByteMs?: number;
  /** Bytes of resident memory: before the calls, and the most that there ever was. */
  readonly rssBefore: number;
  readonly peakRss: number;
};

/** A function in a process of its own, with Lambda's arguments to Node.js. */
export type RunningFunction = {
  /** What the import of the bundle took. */
  readonly imported: Cost;
  /** Calls it so many times, one after the other. @param goneOnMs how much later it is, by its clock, than it would be */
  readonly invoke: (event: object, times: number, goneOnMs?: number) => Promise<Invoked>;
  readonly stop: () => Promise<void>;
};

const LAMBDA_VARIABLES = {
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench'.repeat(60),
  AWS_REGION: 'eu-west-1',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  TZ: ':UTC',
};

/** A bundle is one long line, which Node.js prints before what is wrong with it. */
const COMPLAINT_LENGTH = 1500;

/**
 * Starts a function as Lambda would, and imports it.
 * @throws Error with what the process wrote, from here and from the calls, when it ends without an answer
 */
export const startFunction = async (bundle: Bundle, backend: Backend): Promise<RunningFunction> => {
  const child = fork(new URL('runtime-worker.mjs', import.meta.url), {
    execArgv: lambdaArguments(bundle.memory),
    env: {
      ...LAMBDA_VARIABLES,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(bundle.memory),
      AWS_ENDPOINT_URL_DYNAMODB: backend.tableUrl,
      ...bundle.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let complaint = '';
  const keep = (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-COMPLAINT_LENGTH);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const exited = once(child, 'exit').then(([code, signal]): never => {
    throw new Error(`${bundle.file} ended (${code ?? signal}): ${complaint}`);
  });
  exited.catch(() => undefined);
  const ask = async (order: object) => {
    child.send(order);
    const [answer] = await Promise.race([once(child, 'message'), exited]);
    return answer;
  };
  return {
    imported: await ask({ order: 'start', bundle: bundle.file, runtimePort: backend.runtimePort }),
    invoke: (event, times, goneOnMs = 0) => ask({ order: 'invoke', event: JSON.stringify(event), times, goneOnMs }),
    stop: async () => {
      child.kill('SIGKILL');
      await exited.catch(() => undefined);
    },
  };
};
