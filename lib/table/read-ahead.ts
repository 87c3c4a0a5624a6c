import { callTable, type Output, type ReadOptions, type Send, type Table } from './call.ts';

/**
 * How much is remembered of all callers together, in characters of inputs. A usual caller has a thousand, and the reads of
 * three hundred such callers take 4 MB of memory.
 */
const MOST_CHARACTERS = 300_000;

/** For how long it is remembered, in milliseconds. */
const LONGEST_AGE_MS = 5 * 60 * 1000;

/** A read that can be made again. What has the same input is the same read. */
type Read = { readonly input: string; readonly send: Send<Output> };

type Memory = { readonly reads: readonly Read[]; readonly characters: number; readonly until: number };

export type ReadAhead = {
  /**
   * Starts the reads that the last answer for `caller` waited for before it began, all at once instead of one after the
   * other. A read of the returned table with the same input gets their answer; any other is made as ever. So an answer
   * makes the same reads with and without this, as consistent as ever, and each after it was asked for. What was started in
   * vain is ignored, also if it fails.
   * @param caller who was verified to ask, and for what. Reads of others are not started
   * @param options of the reads that are started. Abort its signal at the end: it ends those that nobody waits for
   */
  readonly start: (table: Table, caller: string, options: ReadOptions) => AheadTable;
};

type AheadTable = {
  /** The table for this answer. */
  readonly table: Table;
  /** To be called when the answer begins: what is read from now on is not remembered. */
  readonly begin: () => void;
  /** To be called when the answer has succeeded. */
  readonly remember: () => void;
};

/**
 * Remembers what was read for the last callers: the inputs of reads, and nothing of their answers.
 * @param now milliseconds since 1970
 */
export const createReadAhead = (now: () => number = Date.now): ReadAhead => {
  const memories = new Map<string, Memory>();
  let characters = 0;

  const forget = (caller: string): void => {
    characters -= memories.get(caller)?.characters ?? 0;
    memories.delete(caller);
  };

  const remember = (caller: string, reads: readonly Read[]): void => {
    forget(caller);
    const memory = { reads, characters: reads.reduce((sum, { input }) => sum + input.length, 0) };
    memories.set(caller, { ...memory, until: now() + LONGEST_AGE_MS });
    characters += memory.characters;
    // A map has its keys in the order in which they were set
    for (const oldest of memories.keys()) {
      if (characters <= MOST_CHARACTERS) return;
      forget(oldest);
    }
  };

  const start: ReadAhead['start'] = (table, caller, options) => {
    const memory = memories.get(caller);
    const started = new Map<string, Promise<Output>>();
    for (const { input, send } of memory !== undefined && now() < memory.until ? memory.reads : []) {
      const answer = callTable(table, send, options);
      // A rejection is handled where the read is wanted; elsewhere Node.js must not report it as unhandled
      answer.catch(() => undefined);
      started.set(input, answer);
    }
    const reads: Read[] = [];
    let hasBegun = false;
    const takeStarted: Table['takeStarted'] = (wanted, send) => {
      if (hasBegun) return undefined;
      const input = JSON.stringify(wanted);
      reads.push({ input, send });
      const answer = started.get(input);
      started.delete(input);
      return answer;
    };
    const begin = () => {
      hasBegun = true;
    };
    return { table: { ...table, takeStarted }, begin, remember: () => remember(caller, reads) };
  };

  return { start };
};
