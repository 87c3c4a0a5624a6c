import { globSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nameOf } from '../deployment.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { parseArguments, splitArguments } from '../parse-arguments.ts';
import { print, printToStderr, runCommand } from '../run-command.ts';
import { ROOT } from '../run-script.ts';
import { readEvent, writeEvent } from './event.ts';
import { requireSam, runSam } from './run-sam.ts';

const USAGE = `Runs a function once by "sam local invoke", over the local table, issuer and sample data. Needs the AWS SAM CLI and Docker.
Standard output is the function's answer alone.

  npm run sam:invoke -- FUNCTION [EVENT_FILE] [-- options of sam]

  FUNCTION     a directory of functions/, such as list-organizations
  EVENT_FILE   the first in test/events/FUNCTION/ by default; each <JWT of user 970> in it is replaced by a fresh token
  --help       this text
`;

const FUNCTIONS = join(ROOT, 'functions');

const readArguments = () => {
  const { own, others } = splitArguments();
  const options = { help: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArguments({ args: own, options, allowPositionals: true }, USAGE);
  const [name, eventFile, ...rest] = positionals;
  if (values.help) return undefined;
  if (name === undefined) throw new LocalStackError(`A function's name is missing\n\n${USAGE}`);
  if (rest.length > 0) throw new LocalStackError(`Name one event file only, not also ${rest.join(' ')}\n\n${USAGE}`);
  return { name, eventFile, samOptions: others };
};

/** @throws LocalStackError naming the functions that there are */
const requireFunction = async (name: string): Promise<void> => {
  const names = (await readdir(FUNCTIONS)).toSorted();
  if (!names.includes(name))
    throw new LocalStackError(`There is no function ${name}. The functions are ${names.join(', ')}`);
};

/** @throws LocalStackError when the function has no example */
const findExample = (name: string): string => {
  const [first] = globSync(join(ROOT, 'test/events', name, '*.json')).toSorted();
  if (first === undefined) throw new LocalStackError(`There is no event in test/events/${name}: name an event file`);
  return first;
};

/** `list-organizations` is made as the construct `ListOrganizations`. */
const constructOf = (name: string) => name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const run = async (resources: AsyncDisposableStack) => {
  const parameters = readArguments();
  if (!parameters) return print(USAGE);
  const { name, eventFile, samOptions } = parameters;
  await requireFunction(name);
  const event = await readEvent(eventFile ?? findExample(name));
  await requireSam();
  const { prepareSam } = await import('./prepare-sam.ts');
  const { options, functionIds, directory, issuer } = await prepareSam(resources, printToStderr);
  const id = functionIds.find((candidate) => nameOf(candidate) === constructOf(name));
  if (id === undefined) throw new LocalStackError(`The stack for sam has no function ${name}`);
  const filledEvent = join(directory, 'event.json');
  await writeEvent(filledEvent, event, issuer);
  process.exitCode = await runSam(
    ['local', 'invoke', id, ...options, '--event', filledEvent, ...samOptions],
    resources,
  );
  await resources.disposeAsync();
};

runCommand(run);
