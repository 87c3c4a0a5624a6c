import type { Table } from '../../lib/table/call.ts';

const WRITES: ReadonlySet<string | undefined> = new Set([
  ...['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand', 'TransactWriteItemsCommand'],
]);

/** What happens to the writes of a table. */
export type Writes = {
  /** How many there were since {@link Writes.reset}. */
  count: number;
  /** From this write on, all fail; none when undefined. */
  failFrom: number | undefined;
  /** Whether the first write that fails is made, and only its answer lost. */
  isMade: boolean;
  /** Is called before each write, with its number and input. */
  before: (write: number, input: object) => Promise<void>;
  readonly reset: () => void;
};

/** Lets the writes of a table fail. Reads go on. */
export const controlWrites = ({ client }: Table): Writes => {
  const writes: Writes = {
    count: 0,
    failFrom: undefined,
    isMade: false,
    before: async () => undefined,
    reset: () => {
      Object.assign(writes, { count: 0, failFrom: undefined, isMade: false, before: async () => undefined });
    },
  };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        if (!WRITES.has(commandName)) return next(input);
        const number = ++writes.count;
        await writes.before(number, input.input);
        const { failFrom = Number.POSITIVE_INFINITY, isMade } = writes;
        const output = number < failFrom || (number === failFrom && isMade) ? await next(input) : undefined;
        if (output === undefined || number >= failFrom) throw new Error('the table is gone');
        return output;
      },
    { step: 'initialize' },
  );
  return writes;
};
