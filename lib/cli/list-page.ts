import { type Command, Option } from 'commander';
import * as z from 'zod/mini';
import type { ItemKey } from '../table/keys.ts';
import { parseWith } from './arguments.ts';
import type { Cli } from './cli.ts';
import { printableJson } from './printable.ts';

/** One item of a list: its JSON, the cells of its row, and its key, from which the next page can continue. */
export type ListEntry = {
  readonly json: object;
  readonly cells: readonly (string | number | undefined)[];
  readonly key: ItemKey;
};

export type PageOptions = { readonly limit: number; readonly after?: ItemKey; readonly ndjson?: true };

const DEFAULT_LIMIT = 100;

const keySchema = z.strictObject({ PK: z.string(), SK: z.string() });

const NO_TOKEN = 'Use the value that the previous page printed after --after.';

const parseToken = parseWith(
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text: string, context) => {
        try {
          return JSON.parse(Buffer.from(text, 'base64url').toString());
        } catch {
          context.issues.push({ code: 'custom', message: NO_TOKEN, input: text });
          return z.NEVER;
        }
      }),
    ),
    keySchema,
  ),
);

const parseLimit = parseWith(
  z.pipe(
    z.string().check(z.regex(/^[1-9]\d{0,5}$/, 'A limit is a whole number from 1 to 999999.')),
    z.transform((text: string) => Number(text)),
  ),
);

/** Adds the options of a list that may be long. */
export const addPageOptions = (command: Command): Command =>
  command
    .option('--limit <number>', 'how many to show', parseLimit, DEFAULT_LIMIT)
    .option('--after <page>', 'the next page: the value that the previous page printed', parseToken)
    .addOption(new Option('--ndjson', 'writes all items as they are read, one JSON object per line'));

/**
 * Prints a page of a list, or all of it as lines of JSON.
 * @param entries is read only as far as needed
 * @param noneNote is printed on standard error if there is no entry
 */
export const printPage = async (
  cli: Cli,
  head: readonly string[],
  entries: AsyncIterable<ListEntry>,
  { limit, ndjson }: PageOptions,
  noneNote?: string,
): Promise<void> => {
  if (ndjson) {
    for await (const { json } of entries) {
      if (!cli.terminal.stdout.write(`${printableJson(json)}\n`)) {
        await new Promise((resolve) => cli.terminal.stdout.once('drain', resolve));
      }
    }
    return;
  }
  const page: ListEntry[] = [];
  let next: string | undefined;
  for await (const entry of entries) {
    const last = page.at(-1);
    if (page.length === limit && last !== undefined) {
      next = Buffer.from(JSON.stringify(last.key)).toString('base64url');
      break;
    }
    page.push(entry);
  }
  const moreNote = next === undefined ? undefined : `There are more: --after ${next}`;
  const note = page.length === 0 ? noneNote : moreNote;
  cli.print({
    json: { items: page.map(({ json }) => json), ...(next === undefined ? {} : { next }) },
    text: cli.renderTable(
      head,
      page.map(({ cells }) => cells),
    ),
    ...(note === undefined ? {} : { note }),
  });
};
