import { inspect, parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { LocalStackError } from './local-stack-error.ts';
import { describeStack } from './pages.ts';
import { isRemarkable, renderRequest, renderScreen } from './screen.ts';

const USAGE = `Runs the whole stack on this machine: API, functions, table, issuer and sample data.

  npm start -- [options]

  --port N     the API's port, 4800 by default; 0 takes any that is free
  --data DIR   keeps the table in a directory; without it, it is gone at the end
  --watch      serves changed sources as soon as they are saved (npm run dev)
  --json       one line of JSON on standard output when ready, everything else on standard error
  --help       this text
`;

const portSchema = z.pipe(
  z.string().check(z.regex(/^\d{1,5}$/)),
  z.pipe(
    z.transform((text: string) => Number(text)),
    z.number().check(z.lte(65_535)),
  ),
);

const readArguments = () => {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4800' },
        data: { type: 'string' },
        watch: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = portSchema.safeParse(values.port);
    if (!port.success) throw new LocalStackError(`--port must be a number from 0 to 65535, not ${values.port}`);
    return { ...values, port: port.data };
  } catch (error) {
    if (error instanceof TypeError) throw new LocalStackError(`${error.message}\n\n${USAGE}`);
    throw error;
  }
};

const print = (text: string) => void process.stdout.write(`${text}\n`);
const printAside = (text: string) => void process.stderr.write(`${text}\n`);

const fail = (error: unknown) => printAside(error instanceof LocalStackError ? error.message : inspect(error));

const run = async (resources: AsyncDisposableStack) => {
  const { port, data, watch, json, help } = readArguments();
  if (help) return print(USAGE);
  const printLine = json ? printAside : print;
  // only now, so that signals and wrong flags are answered before the SDK has loaded
  const { startLocalStack } = await import('./stack.ts');
  if (!json) print('Synthesizing the stack, bundling its functions, filling its table …');
  const stack = await startLocalStack(
    {
      port,
      ...(data === undefined ? {} : { dataDirectory: data }),
      onRequest: (record) => printLine(renderRequest(record)),
      onLine: (line) => (json || isRemarkable(line) ? printAside(line) : undefined),
    },
    resources,
  );
  const reload = () => stack.reload().then(() => printLine('Serving the sources as they are now'), fail);
  if (watch) (await import('./watch-sources.ts')).watchSources(reload, resources);
  print(json ? describeStack(stack) : renderScreen(stack));
};

const resources = new AsyncDisposableStack();
let isStopping = false;
const stop = async () => {
  if (isStopping) return;
  isStopping = true;
  await resources.disposeAsync().finally(() => process.exit());
};
// npm's shell dies of SIGTERM without passing it on: https://github.com/npm/cli/issues/6684
if (process.env['npm_lifecycle_event'] !== undefined) {
  const { ppid } = process;
  setInterval(() => process.ppid !== ppid && stop(), 200).unref();
}
process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);

run(resources).catch((error: unknown) => {
  // what is still starting when it is stopped fails in its own ways
  if (isStopping) return;
  fail(error);
  process.exitCode = 1;
});
