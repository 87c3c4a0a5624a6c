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

/** Adds `users data` and `erase`: what a person may ask for. */
export const addUserDataCommands = (users: Command, cli: Cli): void => {
  users
    .command('data')
    .description('writes everything that is stored about a user, as one JSON document; it reads the whole table')
    .argument('<id>', "the user's id", parseId)
    .option('--output <file>', 'to a file, which is replaced only when the document is complete')
    .action((id: number, { output }: { readonly output?: string }) => writeData(cli, id, output));

  users
    .command('erase')
    .description(
      'erases a user, their memberships, work on projects and identities, for good; it reads the whole table',
    )
    .argument('<id>', "the user's id", parseId)
    .option('--dry-run', 'lists what would be removed, and changes nothing', false)
    .action((id: number, { dryRun }: { readonly dryRun: boolean }) => erase(cli, id, dryRun));
};

const writeData = async (cli: Cli, id: number, output: string | undefined): Promise<void> => {
  const table = await cli.openTable();
  const collect = async (signal?: AbortSignal) =>
    printableDocument(await collectUserData(table, id, signal === undefined ? {} : { signal }));
  if (output === undefined) {
    cli.terminal.stdout.write(await collect());
    return;
  }
  await interruptible(
    async (signal) => {
      const document = await collect(signal);
      await replaceFile(resolveUserPath(output), output, (file) => pipeline([document], file));
    },
    () => `Interrupted. ${output} is as it was before.`,
  );
  cli.print({ json: { id, output }, text: `What is stored about user ${id} is in ${output}.` });
};

const erase = async (cli: Cli, id: number, isDryRun: boolean): Promise<void> => {
  if (!isDryRun) await cli.confirm(`Erase user ${id}? Nothing can bring them back.`);
  const table = await (isDryRun ? cli.openTable() : cli.openTableToChange());
  const erasure = createErasure();
  await interruptible(
    (signal) => eraseUser(table, id, { now: cli.now(), isDryRun, signal }, erasure),
    () => 'Interrupted. Answers are whole; run the same command again to remove the rest.',
  );
  cli.print({ json: erasureAsJson(id, erasure, isDryRun), text: describeErasure(cli, id, erasure, isDryRun) });
};
