/**
 * Works on the items of a sequence, several at a time, and takes an item only when one of them is done. After a failure no
 * further item is begun.
 * @param concurrency how many items are worked on at the same time
 * @throws what the sequence or the work throws, once everything that was begun has ended
 */
export const inParallel = async <Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const shared = toGenerator(items);
  const outcomes = await Promise.allSettled(
    Array.from({ length: concurrency }, async () => {
      // A failure leaves the loop, which ends the generator for all.
      for await (const item of shared) await work(item);
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
};

async function* toGenerator<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  yield* items;
}
