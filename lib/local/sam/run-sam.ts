import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { REGION } from '../intrinsics.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { printToStderr } from '../run-command.ts';

/** sam hands credentials on to the functions' containers: none of an account's. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_DEFAULT_REGION: REGION };

/** After that, sam is taken for hanging. It stops its containers in this time. */
const KILL_AFTER_MS = 20_000;

const MISSING =
  'There is no command sam. Install the AWS SAM CLI, for instance by "pip install aws-sam-cli": ' +
  'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html';

const explain = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' ? new LocalStackError(MISSING) : error;

/** @throws LocalStackError when this machine has no sam */
export const requireSam = async (): Promise<void> => {
  try {
    await once(spawn('sam', ['--version'], { stdio: 'ignore' }), 'spawn');
  } catch (error) {
    throw explain(error);
  }
};

/**
 * Prints the command and runs it until it ends. The disposal of the resources ends it, too.
 * @returns its exit code
 */
export const runSam = async (parameters: readonly string[], resources: AsyncDisposableStack): Promise<number> => {
  if (resources.disposed) throw new LocalStackError('The local stack has been stopped');
  printToStderr(`${renderCommand(parameters)}\n`);
  const sam = spawn('sam', parameters, {
    env: { ...withoutAws(process.env), ...CREDENTIALS },
    stdio: ['ignore', 'inherit', 'inherit'],
    // In a process group of its own: a Ctrl-C that reached it from the terminal and from here would break off its cleaning up.
    detached: true,
  });
  const ended = once(sam, 'exit').catch((error: unknown) => Promise.reject(explain(error)));
  resources.defer(async () => {
    sam.kill('SIGINT');
    const timer = setTimeout(() => sam.kill('SIGKILL'), KILL_AFTER_MS);
    const forget = () => clearTimeout(timer);
    await ended.then(forget, forget);
  });
  const [code] = await ended;
  return code ?? 1;
};

const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));

const renderCommand = (parameters: readonly string[]) => {
  const variables = Object.entries(CREDENTIALS).map(([name, value]) => `${name}=${value}`);
  return [...variables, 'sam', ...parameters.map(quote)].join(' ');
};

const quote = (text: string) => (/^[\w./:=@,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
