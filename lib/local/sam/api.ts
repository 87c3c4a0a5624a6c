import { createServer } from 'node:http';
import { STAGE } from '../../contract/route.ts';
import { LOOPBACK, listen } from '../listen.ts';
import { parseArguments, parsePort, splitArguments } from '../parse-arguments.ts';
import { print, printToStderr, runCommand } from '../run-command.ts';
import { OPERATION, renderCurls } from '../screen.ts';
import { requireSam, runSam } from './run-sam.ts';

const USAGE = `Runs the API by "sam local start-api", over the local table, issuer and sample data. Needs the AWS SAM CLI and Docker.

  npm run sam:api -- [--port N] [-- options of sam]

  --port N     the API's port, 3000 by default; 0 takes any that is free
  --help       this text

For instance: npm run sam:api -- -- --skip-pull-image --debug
`;

const readArguments = () => {
  const { own, others } = splitArguments();
  const options = { port: { type: 'string', default: '3000' }, help: { type: 'boolean', default: false } } as const;
  const { values } = parseArguments({ args: own, options }, USAGE);
  return { help: values.help, port: parsePort(values.port), samOptions: others };
};

const run = async (resources: AsyncDisposableStack) => {
  const { port: wanted, samOptions, help } = readArguments();
  if (help) return print(USAGE);
  await requireSam();
  const port = await findPort(wanted);
  printToStderr('Synthesizing the stack for sam, bundling its functions, filling its table …');
  const { prepareSam } = await import('./prepare-sam.ts');
  const { options, credentials, tableName, dynamodb, issuer } = await prepareSam(resources, printToStderr);
  const url = `http://${LOOPBACK}:${port}/${STAGE}`;
  const lines = [
    '',
    `  API     ${url}${OPERATION}, as soon as sam says so`,
    `  Table   ${tableName} at ${dynamodb}`,
    `  Issuer  ${issuer.url}, keys at ${issuer.jwks}`,
    '',
    'For the containers, two ports are open on all interfaces. While this runs, everybody in your network can',
    `  read and write the sample data at port ${portOf(dynamodb)}, and`,
    `  have tokens signed for every sample user at port ${portOf(issuer.url)}.`,
    'The API itself, and whatever else sam opens, is for this machine only, unless an option of sam says otherwise.',
    '',
    ...renderCurls(url, credentials),
  ];
  printToStderr(lines.join('\n'));
  process.exitCode = await runSam(
    ['local', 'start-api', ...options, '--port', String(port), '--warm-containers', 'LAZY', ...samOptions],
    resources,
  );
  await resources.disposeAsync();
};

const portOf = (url: string) => new URL(url).port;

/** @throws LocalStackError when the port is taken: sam would only find out in the end */
const findPort = async (wanted: number): Promise<number> => {
  await using probe = new AsyncDisposableStack();
  return await listen(createServer(), wanted, probe);
};

runCommand(run);
