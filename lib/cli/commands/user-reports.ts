import type { Command } from 'commander';
import { decodeUserAccount, decodeUserProfile, type UserAccount, type UserProfile } from '../../table/items.ts';
import { idInKey, keyOf } from '../../table/keys.ts';
import { scanItems } from '../../table/scan.ts';
import { ERASED_ATTRIBUTE, FIXED_SORT_KEY } from '../../table/schema.ts';
import type { Cli } from '../cli.ts';
import { describeAccess } from '../describe-access.ts';
import { addPageOptions, type ListEntry, type PageOptions, printPage } from '../list-page.ts';

const HEAD = ['id', 'username', 'name', 'email', 'access'];

const NONE_FOUND = 'Give the complete id, e-mail address or username; names and parts of a text are not searched.';

/** Adds `users list` and `find`. */
export const addUserReports = (users: Command, cli: Cli): void => {
  addPageOptions(users.command('list'))
    .description('lists all users, unsorted; it reads the whole table')
    .action((options: PageOptions) =>
      printPage(
        cli,
        HEAD,
        listEntries(cli, options, () => true),
        options,
      ),
    );

  addPageOptions(users.command('find'))
    .description('finds users by id, e-mail address or username, whatever their case; it reads the whole table')
    .argument('<text>', 'the complete id, address or username')
    .action((text: string, options: PageOptions) => {
      const wanted = text.toLowerCase();
      const isMatch = (id: number, { email, username }: UserProfile) =>
        [String(id), email, username].some((value) => value.toLowerCase() === wanted);
      return printPage(cli, HEAD, listEntries(cli, options, isMatch), options, NONE_FOUND);
    });
};

async function* listEntries(
  cli: Cli,
  { after }: PageOptions,
  isMatch: (id: number, user: UserProfile) => boolean,
): AsyncGenerator<ListEntry, void, undefined> {
  for await (const item of scanItems(await cli.openTable(), { sortKey: FIXED_SORT_KEY.user, after })) {
    const key = keyOf(item);
    const id = idInKey(key.PK);
    const user: UserProfile & UserAccount = { ...decodeUserProfile(item), ...decodeUserAccount(item) };
    if (!isMatch(id, user)) continue;
    const erased = item[ERASED_ATTRIBUTE]?.S;
    const access = erased === undefined ? describeAccess(user) : 'erased';
    yield {
      key,
      json: { id, ...user, ...(erased !== undefined && { erased }) },
      cells: [id, user.username, user.name, user.email, access],
    };
  }
}
