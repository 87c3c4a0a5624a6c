import { Agent, type IncomingMessage, request } from 'node:http';
import pLimit from 'p-limit';
import { forkHost, type Host } from './fork-host.ts';
import { REGION } from './intrinsics.ts';
import { LOOPBACK } from './listen.ts';
import type { BundledFunction } from './template.ts';

export type FunctionOptions = {
  /** Its name in logs. */
  readonly name: string;
  readonly definition: BundledFunction;
  /** What the function gets besides what Lambda itself sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many invocations are under way at once until their answers begin; further ones wait. */
  readonly concurrency: number;
  /** Takes each line that the function writes. */
  readonly onLine: (line: string) => void;
  readonly resources: AsyncDisposableStack;
};

export type Invocation = {
  readonly event: unknown;
  readonly requestId: string;
  /** Cuts the invocation: the function's response stream is destroyed. */
  readonly signal: AbortSignal;
};

/** A function in a process of its own; a new one is started for the next invocation after it crashed or was too slow. */
export class FunctionProcess {
  readonly #options: FunctionOptions;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #limit: ReturnType<typeof pLimit>;
  #host: Promise<Host> | undefined;

  constructor(options: FunctionOptions) {
    this.#options = options;
    this.#limit = pLimit(options.concurrency);
  }

  /**
   * Starts the process, unless it runs.
   * @throws Error when the function cannot be loaded
   */
  start(): Promise<Host> {
    if (this.#host) return this.#host;
    const { name, definition, environment, onLine, resources } = this.#options;
    const starting = forkHost({
      module: new URL('function-host.ts', import.meta.url),
      arguments: [],
      environment: { ...runtimeEnvironment(name, definition), ...environment },
      onLine,
      resources,
    });
    this.#host = starting;
    const forget = () => this.#forget(starting);
    starting.then((host) => host.process.once('exit', forget), forget);
    return starting;
  }

  /**
   * @returns the function host's answer, see `function-host.ts`
   * @throws Error when the function cannot be started, or ends before it answers
   */
  invoke(invocation: Invocation): Promise<IncomingMessage> {
    return this.#limit(() => this.#invoke(invocation));
  }

  async #invoke({ event, requestId, signal }: Invocation): Promise<IncomingMessage> {
    const starting = this.start();
    const host = await starting;
    const { Timeout: timeout } = this.#options.definition;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const call = request({ host: LOOPBACK, port: host.port, method: 'POST', agent: this.#agent, signal }, resolve);
    const giveUp = () => {
      this.#forget(starting);
      host.process.kill('SIGKILL');
    };
    const timer = setTimeout(() => {
      this.#options.onLine(`${requestId} Task timed out after ${timeout} seconds`);
      giveUp();
    }, timeout * 1000);
    call.once('close', () => clearTimeout(timer));
    call.on('error', (error) => {
      // The process is ending: this error may come before its exit event.
      if (!signal.aborted) giveUp();
      reject(error);
    });
    call.end(JSON.stringify({ event, requestId, timeLimit: timeout * 1000 }));
    return promise;
  }

  #forget(starting: Promise<Host>) {
    if (this.#host === starting) this.#host = undefined;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: the variables that Lambda sets itself. */
const runtimeEnvironment = (name: string, definition: BundledFunction) => ({
  _HANDLER: definition.Handler,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_DEFAULT_REGION: REGION,
  AWS_EXECUTION_ENV: `AWS_Lambda_${definition.Runtime}`,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.MemorySize),
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_REGION: REGION,
  AWS_SECRET_ACCESS_KEY: 'local',
  LAMBDA_TASK_ROOT: definition.directory,
  TZ: 'UTC',
});
