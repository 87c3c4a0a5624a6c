import { BrokenJsonError } from './broken-json-error.ts';
import type { Draft } from './draft.ts';
import type { ReadingOptions } from './examiner.ts';

export type RecordsOptions = ReadingOptions & {
  /** Whether to keep the text of faulty organizations. Each organization's text is then in memory while it is read. */
  readonly wantsText: boolean;
};

/** One organization of the input. */
export type InputRecord = {
  /** Its place in the input, such as `organizations[3] in line 120` or `line 4`. */
  readonly place: string;
  /** Absent if its text is not JSON. */
  readonly draft?: Draft;
  /** The reasons not to import it; empty if there are none. */
  readonly faults: readonly string[];
  /** Its text in the input, if it is wanted and the organization has faults. */
  readonly text?: Buffer;
};

/**
 * Creates a record from a draft.
 * @param text returns the organization's text in the input; called only if there are faults. Undefined if it is not
 *   wanted
 */
export const toRecord = (place: string, draft: Draft, text: (() => Buffer) | undefined): InputRecord => {
  const { faults } = draft;
  return { place, draft, faults, ...(faults.length === 0 || text === undefined ? {} : { text: text() }) };
};

/** @returns why the text is not JSON; undefined if it is */
export const catchBrokenJson = (parse: () => void): string | undefined => {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof BrokenJsonError) return error.message;
    throw error;
  }
};
