import { TIME_LIMIT_FACTOR } from '../table/open-table.ts';
import { FunctionProcess } from './function-process.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { Deployment } from './serve-call.ts';
import type { Api, BundledFunction, Template } from './template.ts';

type Environment = Readonly<Record<string, string>>;

/** Variables by the name of a function, such as `Authorizer`. */
export type FunctionEnvironments = Readonly<Record<string, Environment>>;

type DeploymentOptions = {
  readonly template: Pick<Template, 'api' | 'functions'>;
  /** What every function gets besides its own variables. */
  readonly environment: Environment;
  /** What single functions get instead. */
  readonly functionEnvironment?: FunctionEnvironments;
  /** Of each function, see `FunctionOptions`. */
  readonly concurrency: number;
  /** Multiplies the functions' limits of time, those of Lambda included; 1, production's, unless it is given. */
  readonly timeLimitFactor?: number;
  /** Changes the values of the template's variables. */
  readonly adapt: (value: string) => string;
  readonly onLine: (line: string) => void;
  readonly resources: AsyncDisposableStack;
};

/** A function's name: its logical id without what CDK appends, such as `Authorizer`. */
export const nameOf = (id: string) => id.replace(/(Function)?[0-9A-F]{8}$/, '');

/**
 * Sets the template's functions up.
 * @throws LocalStackError when variables are given for a function that there is none of
 */
export const createDeployment = (options: DeploymentOptions): Deployment => {
  const { template, functionEnvironment = {}, timeLimitFactor = 1 } = options;
  const { functions, api } = template;
  const names = [...functions.keys()].map(nameOf);
  const unknown = Object.keys(functionEnvironment).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new LocalStackError(`There is no function ${unknown}. The functions are ${names.join(' and ')}`);

  const processes = new Map<string, FunctionProcess>();
  const createProcess = (id: string, definition: BundledFunction) => {
    const name = nameOf(id);
    const variables = Object.entries(definition.Environment.Variables);
    const own = Object.fromEntries(variables.map(([key, value]) => [key, options.adapt(value)]));
    return new FunctionProcess({
      name,
      definition: { ...definition, Timeout: definition.Timeout * timeLimitFactor },
      concurrency: options.concurrency,
      resources: options.resources,
      environment: {
        ...own,
        [TIME_LIMIT_FACTOR]: String(timeLimitFactor),
        ...options.environment,
        ...functionEnvironment[name],
      },
      onLine: (line) => options.onLine(`[${name}] ${line}`),
    });
  };
  for (const [id, definition] of functions) processes.set(id, createProcess(id, definition));
  const functionNamed = (id: string) => {
    const process = processes.get(id);
    if (!process) throw new LocalStackError(`The template refers to ${id}, which is not one of its functions`);
    return process;
  };
  const reached = [...api.methods.values()].flatMap(({ authorizer, integration }) => [
    ...(authorizer === undefined ? [] : [authorizer]),
    ...(integration.Type === 'AWS_PROXY' ? [integration.Uri] : []),
  ]);
  const start = () => Promise.all(reached.map((id) => functionNamed(id).start()));
  return { api, functionNamed, start, admit: createThrottle(api.throttle) };
};

/** A token bucket: `burst` tokens at most, `rate` new ones a second. The clock counts milliseconds. */
export const createThrottle = (limits: Api['throttle'], now = () => performance.now()) => {
  if (!limits) return () => true;
  let tokens = limits.burst;
  let filled = now();
  return () => {
    const time = now();
    tokens = Math.min(limits.burst, tokens + ((time - filled) / 1000) * limits.rate);
    filled = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
