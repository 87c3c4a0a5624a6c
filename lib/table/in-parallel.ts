/**
 * Does some work for each item of a sequence, several at a time, taking an item only when there is a hand for it. When one
 * fails, no further item is begun.
 * @throws what the sequence or a work that failed throws, once all hands have stopped
 */
export const inParallel = async <Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  hands: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const shared = toGenerator(items);
  const outcomes = await Promise.allSettled(
    Array.from({ length: hands }, async () => {
      // leaving the loop by a failure ends the generator, which is then at its end for all
      for await (const item of shared) await work(item);
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
};

async function* toGenerator<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  yield* items;
}
