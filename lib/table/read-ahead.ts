import { callTable, type Output, type ReadOptions, type Send, type Table } from './call.ts';

/**
 * The most that is remembered of all callers together, in characters of inputs. A typical caller has a thousand, and the
 * reads of three hundred such callers take 4 MB of memory.
 */
const MOST_CHARACTERS = 300_000;

/** How long a caller's reads are remembered, in milliseconds. */
const LONGEST_AGE_MS = 5 * 60 * 1000;

/** Reads that can be made again, by their inputs as JSON. Reads with the same input are the same. */
type Reads = ReadonlyMap<string, Send<Output>>;

type Memory = { readonly reads: Reads; readonly characters: number; readonly until: number };

export type ReadAhead = {
  /**
   * Starts all reads at once that the caller's last answer made before it began. When the new answer wants a read with the
   * same input, it gets the one that was started; any other read is made when it is wanted. So an answer gets the same
   * reads with and without this, with the same consistency, and all of them start after the request came in. A started
   * read that nobody wants is ignored, even if it fails.
   * @param caller who sent the request, already verified, and what they ask for: both decide what is read
   * @param options for the started reads. Abort the signal when the answer ends, which ends the unwanted ones
   */
  readonly start: (table: Table, caller: string, options: ReadOptions) => AheadTable;
};

type AheadTable = {
  /** The table for this answer. */
  readonly table: Table;
  /** Call it when the answer begins: later reads are neither remembered nor taken from the started ones. */
  readonly begin: () => void;
  /** Call it when the answer has succeeded: its reads replace what was remembered of the caller. */
  readonly remember: () => void;
};

/**
 * Remembers the inputs of the reads for recent callers, and nothing of what they returned.
 * @param now milliseconds since 1970
 */
export const createReadAhead = (now: () => number = Date.now): ReadAhead => {
  const memories = new Map<string, Memory>();
  let characters = 0;

  const forget = (caller: string): void => {
    characters -= memories.get(caller)?.characters ?? 0;
    memories.delete(caller);
  };

  const remember = (caller: string, reads: Reads): void => {
    forget(caller);
    const memory = { reads, characters: [...reads.keys()].reduce((sum, input) => sum + input.length, 0) };
    // Everybody else would be forgotten first
    if (memory.characters > MOST_CHARACTERS) return;
    memories.set(caller, { ...memory, until: now() + LONGEST_AGE_MS });
    characters += memory.characters;
    // A map iterates over its keys in the order in which they were set
    for (const oldest of memories.keys()) {
      if (characters <= MOST_CHARACTERS) return;
      forget(oldest);
    }
  };

  const start: ReadAhead['start'] = (table, caller, options) => {
    const memory = memories.get(caller);
    const started = new Map<string, Promise<Output>>();
    for (const [input, send] of memory !== undefined && now() < memory.until ? memory.reads : []) {
      const answer = callTable(table, send, options);
      // A rejection is handled when the read is wanted; until then Node.js must not report it as unhandled
      answer.catch(() => undefined);
      started.set(input, answer);
    }
    const reads = new Map<string, Send<Output>>();
    let hasBegun = false;
    const takeStarted: Table['takeStarted'] = (wanted, send) => {
      if (hasBegun) return undefined;
      const input = JSON.stringify(wanted);
      reads.set(input, send);
      const answer = started.get(input);
      // The same read again is a retry, or wants a newer answer
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
