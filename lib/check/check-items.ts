import type { Attributes } from '../table/decode.ts';
import { type Census, createCensus } from './census.ts';
import type { Finding } from './finding.ts';

/**
 * Looks again at findings, and gives those that still hold. Items that are read one after the other are no snapshot: what
 * looked broken may only have been written in between. A snapshot's findings hold as they are.
 */
export type LookAgain = (suspects: readonly Finding[]) => Promise<readonly Finding[]>;

export type Check = {
  readonly lookAgain: LookAgain;
  /** Called for each finding that holds, one at a time, in no particular order. */
  readonly onFinding: (finding: Finding) => Promise<void>;
  /** Called after each page, with what was read so far. */
  readonly onPage?: (total: Census['total']) => void;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** How many findings are looked at again together. */
const BATCH = 100;

/**
 * Checks items: each alone, and all together. Memory does not grow with the findings, and by a few dozen bytes for each item.
 * @param pages every item once, in any order; pages may be empty
 * @throws whatever the pages, `lookAgain` or `onFinding` throw
 */
export const checkItems = async (
  pages: AsyncIterable<readonly Attributes[]>,
  { lookAgain, onFinding, onPage, now }: Check,
): Promise<void> => {
  const census = createCensus(now);
  let suspects: Finding[] = [];
  const confirm = async (atLeast: number): Promise<void> => {
    while (suspects.length >= atLeast) {
      const batch = suspects.slice(0, BATCH);
      suspects = suspects.slice(BATCH);
      for (const finding of await lookAgain(batch)) await onFinding(finding);
    }
  };
  for await (const page of pages) {
    for (const item of page) suspects.push(...census.add(item));
    onPage?.(census.total);
    await confirm(1);
  }
  for (const finding of census.findTogether()) if (suspects.push(finding) >= BATCH) await confirm(BATCH);
  await confirm(1);
};
