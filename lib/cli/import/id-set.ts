/** A set of ids that an input has. */
export type IdSet = {
  /** @returns whether the id is new */
  readonly add: (id: number) => boolean;
};

/** Creates a set of ids in memory. */
export const createIdSet = (): IdSet => {
  const ids = new Set<number>();
  return { add: (id) => ids.size < ids.add(id).size };
};
