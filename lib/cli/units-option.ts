import type { Command } from 'commander';
import * as z from 'zod/mini';
import { parseWith } from './arguments.ts';

/** A partition serves 3000 units a second, so that most are left for requests even if all items are in one. */
const DEFAULT_UNITS = 1000;

const parseUnits = parseWith(
  z.pipe(
    z.string().check(z.regex(/^[1-9]\d{0,5}$/, 'It is a whole number from 1 to 999999.')),
    z.transform((text: string) => Number(text)),
  ),
);

/** Adds `--units-per-second` to a command that reads the whole table; its action gets `unitsPerSecond`. */
export const addUnitsOption = (command: Command): Command =>
  command.option(
    '--units-per-second <number>',
    'how many read capacity units it uses at most',
    parseUnits,
    DEFAULT_UNITS,
  );
