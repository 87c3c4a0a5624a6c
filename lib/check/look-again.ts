import type { Attributes } from '../table/decode.ts';
import { inParallel } from '../table/in-parallel.ts';
import type { ItemKey } from '../table/keys.ts';
import { createCensus } from './census.ts';
import type { LookAgain } from './check-items.ts';
import type { Finding, FindingKind } from './finding.ts';

/** The strongly consistent reads of a second look. */
export type ConsistentReads = {
  /** Those of the items that exist. The keys are distinct. */
  readonly items: (keys: readonly ItemKey[]) => Promise<readonly Attributes[]>;
  /** All items of a partition, page by page. */
  readonly partition: (partitionKey: string) => AsyncIterable<readonly Attributes[]>;
};

/** The findings about an organization's partition, which are seen only in all of its items. */
const OF_PARTITIONS: ReadonlySet<FindingKind> = new Set(['no-admin', 'large-answer']);

const isOfPartition = ({ kind, missing }: Finding): boolean =>
  OF_PARTITIONS.has(kind) || (kind === 'missing-organization' && missing === undefined);

/** How many partitions are read at the same time. */
const CONCURRENCY = 4;

/**
 * Looks again at findings by reading their items once more. A finding holds if it is found again in what is now stored.
 * @param now milliseconds since 1970
 */
export const createLookAgain =
  (reads: ConsistentReads, now: number): LookAgain =>
  async (suspects) => {
    const found = new Map<string, Finding>();
    const keep = (findings: Iterable<Finding>) => {
      for (const finding of findings) found.set(nameOf(finding), finding);
    };
    const [ofPartitions, ofItems] = [suspects.filter(isOfPartition), suspects.filter((it) => !isOfPartition(it))];
    const keys = distinct(ofItems.flatMap(({ key, missing }) => (missing === undefined ? [key] : [key, missing])));
    const census = createCensus(now);
    for (const item of keys.length === 0 ? [] : await reads.items(keys)) keep(census.add(item));
    keep([...census.findTogether()].filter((finding) => !isOfPartition(finding)));
    await inParallel(new Set(ofPartitions.map(({ key }) => key.PK)), CONCURRENCY, async (partition) => {
      const census = createCensus(now);
      for await (const page of reads.partition(partition)) for (const item of page) census.add(item);
      keep([...census.findTogether()].filter(isOfPartition));
    });
    return suspects.flatMap((suspect) => found.get(nameOf(suspect)) ?? []);
  };

/** What makes two findings the same. */
const nameOf = ({ kind, key, attribute, missing }: Finding): string =>
  JSON.stringify([kind, key.PK, key.SK, attribute, missing?.PK]);

const distinct = (keys: readonly ItemKey[]): ItemKey[] => [
  ...new Map(keys.map((key) => [JSON.stringify([key.PK, key.SK]), key])).values(),
];
