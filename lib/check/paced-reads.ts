import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { getItems } from '../table/get.ts';
import { type ItemKey, keyOf } from '../table/keys.ts';
import { type Pace, pacePages } from '../table/pace.ts';
import { queryPages } from '../table/query.ts';
import { queryIndex } from '../table/query-index.ts';
import { scanPages } from '../table/scan.ts';
import { PARTITION_KEY } from '../table/schema.ts';
import { mergePages } from './merge-pages.ts';

type Pages = AsyncGenerator<Attributes[], void, undefined>;

/**
 * The reads of a check, all under one pace. Each throws TableUnavailableError, TableRefusedError, or what an aborted signal
 * leads to.
 */
export type PacedReads = {
  /** All items of the table, in no particular order; eventually consistent, which costs half. */
  readonly table: () => Pages;
  /** Those of the items that exist, strongly consistent. The keys are distinct. */
  readonly items: (keys: readonly ItemKey[]) => Promise<Attributes[]>;
  /** All items of a partition, strongly consistent. */
  readonly partition: (partitionKey: string) => Pages;
  /** The items that a partition of the index names, themselves strongly consistent. */
  readonly indexed: (partition: string, sortPrefix: string) => Pages;
};

/** How many parts of the table are read at the same time. */
const SEGMENTS = 4;

export const createPacedReads = (table: Table, pace: Pace, signal?: AbortSignal): PacedReads => {
  const options: ReadOptions = { consumption: pace.consumption, ...(signal && { signal }) };
  const items: PacedReads['items'] = async (keys) => {
    if (keys.length === 0) return [];
    await pace.wait(signal);
    return getItems(table, keys, { ...options, consistent: true });
  };

  const paced = (pages: Pages) => pacePages(pages, pace, signal);

  const scanSegment = (_: unknown, index: number) =>
    paced(scanPages(table, { segment: { index, of: SEGMENTS }, consistent: false }, options));

  return {
    table: () => mergePages(Array.from({ length: SEGMENTS }, scanSegment)),
    items,
    partition: (partitionKey) => {
      const query = { condition: `${PARTITION_KEY} = :partition`, values: { ':partition': partitionKey } };
      return paced(queryPages(table, { ...query, consistent: true }, options));
    },
    indexed: async function* (partition, sortPrefix) {
      for await (const page of paced(queryIndex(table, { partition, sortPrefix }, options))) {
        yield await items(page.map(keyOf));
      }
    },
  };
};
