import { describeStack } from './pages.ts';
import { parseArguments, parsePort } from './parse-arguments.ts';
import { print, printAside, printFailure, runCommand } from './run-command.ts';
import { isRemarkable, renderRequest, renderScreen } from './screen.ts';

const USAGE = `Runs the whole stack on this machine: API, functions, table, issuer and sample data.

  npm start -- [options]

  --port N     the API's port, 4800 by default; 0 takes any that is free
  --data DIR   keeps the table in a directory; without it, it is gone at the end
  --watch      serves changed sources as soon as they are saved (npm run dev)
  --json       one line of JSON on standard output when ready, everything else on standard error
  --help       this text
`;

const readArguments = () => {
  const { values } = parseArguments(
    {
      options: {
        port: { type: 'string', default: '4800' },
        data: { type: 'string' },
        watch: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    },
    USAGE,
  );
  return { ...values, port: parsePort(values.port) };
};

const run = async (resources: AsyncDisposableStack) => {
  const { port, data, watch, json, help } = readArguments();
  if (help) return print(USAGE);
  const printLine = json ? printAside : print;
  // Only now, so that signals and wrong flags are answered before the SDK has loaded.
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
  const reload = () => stack.reload().then(() => printLine('Serving the sources as they are now'), printFailure);
  if (watch) await (await import('./watch-sources.ts')).watchSources(reload, resources);
  print(json ? describeStack(stack) : renderScreen(stack));
};

runCommand(run);
