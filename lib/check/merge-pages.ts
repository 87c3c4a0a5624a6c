type Pages<Page> = AsyncGenerator<Page, void, undefined>;

/**
 * The pages of several sequences as they come. Of each, one page is read ahead.
 * @throws what the first of the sequences throws; the others are then ended
 */
export async function* mergePages<Page>(sequences: readonly Pages<Page>[]): Pages<Page> {
  const nextOf = async (pages: Pages<Page>) => ({ pages, next: await pages.next() });
  const coming = new Map(sequences.map((pages) => [pages, nextOf(pages)]));
  try {
    while (coming.size > 0) {
      const { pages, next } = await Promise.race(coming.values());
      // It goes to the end, or whoever is first in the race would always win it
      coming.delete(pages);
      if (next.done) continue;
      coming.set(pages, nextOf(pages));
      yield next.value;
    }
  } finally {
    // A read that is still under way may fail, too, which must not go unhandled
    await Promise.allSettled(coming.values());
    await Promise.all([...coming.keys()].map((pages) => pages.return()));
  }
}
