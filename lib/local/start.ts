import { LocalStackError } from './local-stack-error.ts';
import { parseArguments, parsePort } from './parse-arguments.ts';
import { showProgress } from './progress.ts';
import { ISSUER_OPTIONS, readIssuers } from './read-issuers.ts';
import { isRemarkable, renderRequest } from './request-log.ts';
import { print, printFailure, printToStderr, runCommand } from './run-command.ts';

const USAGE = `Runs the whole stack on this machine: API, functions, table, issuer and sample
data.

  npm start -- [options]

  --port N     the API's port, 4800 by default; 0 takes any that is free
  --data DIR   keeps the table in a directory; otherwise it is lost when the
               stack stops
  --issuer ISS --audience AUD
               also accepts the tokens of your own issuer, whose users you link
               (users link); any number of times, each with its own --audience,
               --client-id, --user-claim, --jwks-uri, --users id|linked and
               --require claim=value after it
  --watch      serves changed sources as soon as they are saved (npm run dev)
  --commands   a curl command for each sample credential
  --json       one line of JSON on standard output when ready, everything else
               on standard error
  --help       this text
`;

const readArguments = () => {
  const { values, tokens } = parseArguments(
    {
      tokens: true,
      options: {
        ...ISSUER_OPTIONS,
        port: { type: 'string', default: '4800' },
        data: { type: 'string' },
        watch: { type: 'boolean', default: false },
        commands: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    },
    USAGE,
  );
  return { ...values, port: parsePort(values.port), issuers: readIssuers(tokens) };
};

const run = async (resources: AsyncDisposableStack) => {
  const { port, data, watch, commands, json, help, issuers } = readArguments();
  if (help) return print(USAGE);
  const printLine = json ? printToStderr : print;
  const progress = json ? undefined : showProgress('Preparing the API, its functions and a table with sample data …');
  // Only now, so that signals and wrong flags are answered before the SDK has loaded.
  const { startLocalStack } = await import('./stack.ts');
  const stack = await startLocalStack(
    {
      port,
      ...(data === undefined ? {} : { dataDirectory: data }),
      issuers,
      onRequest: (record) => printLine(renderRequest(record)),
      onLine: (line) => (json || isRemarkable(line) ? printToStderr(line) : undefined),
    },
    resources,
  ).finally(() => progress?.[Symbol.dispose]());
  const reload = () => stack.reload().then(() => printLine('Serving the sources as they are now'), printReloadFailure);
  if (watch) await (await import('./watch-sources.ts')).watchSources(reload, resources);
  const [{ describeStack }, { renderScreen }] = await Promise.all([
    import('./describe-stack.ts'),
    import('./screen.ts'),
  ]);
  if (json) return print(describeStack(stack));
  print(renderScreen(stack, commands));
};

/** What is to be done about it comes last: a message of esbuild's or CDK's may be longer than the terminal. */
const printReloadFailure = (error: unknown) => {
  printFailure(error);
  const place = error instanceof LocalStackError && error.place !== undefined ? ` Broken at ${error.place}` : '';
  printToStderr(`The saved change does not work. The previous code still runs.${place}`);
};

runCommand(run);
