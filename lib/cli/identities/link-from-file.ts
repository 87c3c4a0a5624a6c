import { RefusalError } from '../../contract/refusal.ts';
import type { Table } from '../../table/call.ts';
import { requireUser } from '../../table/existing.ts';
import { linkIdentity, readIdentity } from '../../users/link-identity.ts';
import { IdentityTakenError } from '../../users/refusals.ts';
import { indexUsersByEmail, type UsersByEmail } from '../../users/users-by-email.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { describeRefusal } from '../describe-refusal.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { type Link, readLinks } from './read-links.ts';

/** A line that cannot be linked, in words. */
class LineError extends Error {}

export type LinkCounts = { linked: number; unchanged: number; refused: number };

export type LinkOptions = {
  readonly byEmail: boolean;
  readonly dryRun: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Called with a sentence for each line that is refused, and in a dry run for each user found by their address. */
  readonly say: (text: string) => void;
};

/**
 * Links every identity of a file and prints what was done.
 * @throws CliError when a line was refused, or the file cannot be read
 */
export const linkFromFile = async (
  cli: Cli,
  file: string,
  { byEmail, dryRun }: Pick<LinkOptions, 'byEmail' | 'dryRun'>,
): Promise<void> => {
  const table = await (dryRun ? cli.openTable() : cli.openTableToChange());
  const say = (text: string) => cli.terminal.stderr.write(`${text}\n`);
  const counts = await linkLines(table, file, { byEmail, dryRun, now: cli.now(), say });
  const done = dryRun ? 'would be linked' : 'are linked';
  const text = `${counts.linked} identities ${done}, ${counts.unchanged} were before, ${counts.refused} lines are refused.`;
  cli.print({ json: { ...counts, dryRun }, text });
  if (counts.refused > 0) throw new CliError(`${counts.refused} lines were refused.`);
};

/**
 * Links every identity of a file. A line that is refused is reported by its number, and the others are linked.
 * @throws CliError when the file cannot be read
 */
export const linkLines = async (
  table: Table,
  file: string,
  { byEmail, dryRun, now, say }: LinkOptions,
): Promise<LinkCounts> => {
  const users = byEmail ? await indexUsersByEmail(table) : undefined;
  const counts = { linked: 0, unchanged: 0, refused: 0 };
  try {
    for await (const row of readLinks(resolveUserPath(file))) {
      try {
        if ('fault' in row) throw new LineError(row.fault);
        const userId = userOf(row.link, users);
        if (row.link.id === undefined && dryRun) say(`Line ${row.line}: by its e-mail address, user ${userId}`);
        counts[(await link(table, userId, row.link, dryRun, now)) ? 'linked' : 'unchanged'] += 1;
      } catch (error) {
        if (!(error instanceof LineError || error instanceof RefusalError || error instanceof TypeError)) throw error;
        counts.refused += 1;
        say(`Line ${row.line}: ${error instanceof RefusalError ? describeRefusal(error) : error.message}`);
      }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    throw new CliError(`${file} cannot be read: ${error.message}`, { cause: error });
  }
  return counts;
};

const link = async (table: Table, userId: number, row: Link, dryRun: boolean, now: number): Promise<boolean> => {
  const identity = { issuer: row.issuer, claim: row.claim, value: row.subject };
  if (!dryRun) return linkIdentity(table, userId, identity, now);
  await requireUser(table, userId);
  const linked = await readIdentity(table, identity);
  if (linked !== undefined && linked.userId !== userId) throw new IdentityTakenError(linked.userId);
  return linked === undefined;
};

/** Whom a line is about. An address proves a person only where the issuer has verified it and no other user has it. */
const userOf = (row: Link, users: UsersByEmail | undefined): number => {
  if (row.id !== undefined) return row.id;
  if (users === undefined) throw new LineError('it has no id; --by-email finds users by their address');
  if (row.email_verified !== true && row.email_verified !== 'true') throw new LineError('email_verified is not true');
  const [user, ...others] = users.get(row.email?.toLowerCase() ?? '') ?? [];
  if (user === undefined) throw new LineError('no user has this address');
  if (others.length > 0) throw new LineError(`${others.length + 1} users have this address`);
  if (user.hasSudoRights) throw new LineError(`user ${user.id} has sudo rights: link them by their id`);
  return user.id;
};
