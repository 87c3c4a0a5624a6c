const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Draws that are the same for the same seed, on every machine. Not for anything secret. */
export type Random = {
  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** `count` different elements in random order; all of them when there are fewer. */
  sample<T>(list: readonly T[], count: number): T[];
  base62(length: number): string;
};

/** @param seed any integer; its lower 32 bits count */
export const createRandom = (seed: number): Random => {
  const next = mulberry32(seed);
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(list: readonly T[]): T => {
    const [element] = list.slice(integer(0, list.length - 1));
    if (element === undefined) throw new RangeError('nothing to pick from');
    return element;
  };
  return {
    integer,
    pick,
    chance: (probability) => next() < probability,
    sample: (list, count) => {
      const drawn = list.map((element) => ({ element, order: next() }));
      return drawn
        .sort((a, b) => a.order - b.order)
        .slice(0, count)
        .map(({ element }) => element);
    },
    base62: (length) => Array.from({ length }, () => BASE62.charAt(integer(0, BASE62.length - 1))).join(''),
  };
};

/** The public-domain generator of that name by Tommy Ettinger: 32 bits of state, numbers from 0 to under 1. */
const mulberry32 = (seed: number) => {
  let state = seed | 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
