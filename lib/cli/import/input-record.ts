import { BrokenJsonError } from './broken-json-error.ts';
import type { Draft } from './draft.ts';
import type { ReadingOptions } from './examiner.ts';

export type RecordsOptions = ReadingOptions & {
  /** Whether broken organizations come with their text, which then stays in memory while it is read. */
  readonly wantsText: boolean;
};

/** One organization of the input. */
export type InputRecord = {
  /** Where it stands: `organizations[3] in line 120`, or `line 4`. */
  readonly place: string;
  /** Absent where its text is no JSON. */
  readonly draft?: Draft;
  /** Why nothing of it is written; empty when there is nothing wrong. */
  readonly faults: readonly string[];
  /** Its text as it stands in the input, if it is wanted and there is something wrong. */
  readonly text?: Buffer;
};

/**
 * What was drafted, with its faults.
 * @param text its text as it stands in the input; taken only where there are faults, undefined where nobody wants it
 */
export const toRecord = (place: string, draft: Draft, text: (() => Buffer) | undefined): InputRecord => {
  const { faults } = draft;
  return { place, draft, faults, ...(faults.length === 0 || text === undefined ? {} : { text: text() }) };
};

/** @returns why the text is no JSON; undefined when it is */
export const attempt = (parse: () => void): string | undefined => {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof BrokenJsonError) return error.message;
    throw error;
  }
};
