import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { collectUserData } from '../../organizations/collect-user-data.ts';
import { createErasure, eraseUser } from '../../organizations/erase-user.ts';
import { parseId } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { describeErasure, erasureAsJson } from '../describe-erasure.ts';
import { replaceFile } from '../files/replace-file.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { interruptible } from '../interruptible.ts';
import { printableDocument } from '../printable.ts';
import { searchForUser } from '../search-for-user.ts';
import { addUnitsOption } from '../units-option.ts';

type DataOptions = { readonly unitsPerSecond: number; readonly output?: string };
type EraseOptions = { readonly unitsPerSecond: number; readonly dryRun: boolean };

/** Adds `users data` and `erase`: what a person may ask for. */
export const addUserDataCommands = (users: Command, cli: Cli): void => {
  addUnitsOption(users.command('data'))
    .description('writes everything that is stored about a user, as one JSON document; it reads the whole table')
    .argument('<id>', "the user's id", parseId)
    .option('--output <file>', 'to a file, which is replaced only when the document is complete')
    .action((id: number, options: DataOptions) => writeData(cli, id, options));

  addUnitsOption(users.command('erase'))
    .description(
      'erases a user, their memberships, work on projects and identities, for good; it reads the whole table',
    )
    .argument('<id>', "the user's id", parseId)
    .option('--dry-run', 'lists what would be removed, and changes nothing', false)
    .action((id: number, options: EraseOptions) => erase(cli, id, options));
};

const writeData = async (cli: Cli, id: number, { output, unitsPerSecond }: DataOptions): Promise<void> => {
  const table = await cli.openTable();
  await interruptible(
    async (signal) => {
      const data = await searchForUser(cli, table, { id, unitsPerSecond, signal }, (options) =>
        collectUserData(table, id, options),
      );
      const document = printableDocument(data);
      if (output === undefined) cli.terminal.stdout.write(document);
      else await replaceFile(resolveUserPath(output), output, (file) => pipeline([document], file));
    },
    () => `Interrupted. ${output === undefined ? 'Nothing was written' : `${output} is as it was before`}.`,
  );
  if (output !== undefined)
    cli.print({ json: { id, output }, text: `What is stored about user ${id} is in ${output}.` });
};

const erase = async (cli: Cli, id: number, { dryRun: isDryRun, unitsPerSecond }: EraseOptions): Promise<void> => {
  if (!isDryRun) await cli.confirm(`Erase user ${id}? Nothing can bring them back.`);
  const table = await (isDryRun ? cli.openTable() : cli.openTableToChange());
  const erasure = createErasure();
  await interruptible(
    (signal) =>
      searchForUser(cli, table, { id, unitsPerSecond, signal }, (options) =>
        eraseUser(table, id, { now: cli.now(), isDryRun, ...options }, erasure),
      ),
    () =>
      isDryRun
        ? 'Interrupted. Nothing was changed.'
        : 'Interrupted. Answers are whole; run the same command again to remove the rest.',
  );
  cli.print({ json: erasureAsJson(id, erasure, isDryRun), text: describeErasure(cli, id, erasure, isDryRun) });
};
