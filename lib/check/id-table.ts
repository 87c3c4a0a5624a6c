import { createGrowingArray } from './growing-array.ts';

/** Numbers ids from 0, in the order in which they are first seen, so that arrays can hold what is known of each. */
export type IdTable = {
  /** The index of an id, which is given one if it has none. */
  readonly indexOf: (id: number) => number;
  readonly idAt: (index: number) => number;
  readonly size: () => number;
};

const FIRST_SLOTS = 1024;

/** A hash table with open addressing. It takes 12 to 28 bytes for an id. */
export const createIdTable = (): IdTable => {
  const ids = createGrowingArray((length) => new Float64Array(length));
  let size = 0;
  /** An index plus 1; 0 for a slot that is free. At most half of them are taken. */
  let slots = new Uint32Array(FIRST_SLOTS);

  const findSlot = (id: number): number => {
    let slot = hash(id) % slots.length;
    for (let taken = slots[slot] ?? 0; taken !== 0 && ids.get(taken - 1) !== id; taken = slots[slot] ?? 0) {
      slot = (slot + 1) % slots.length;
    }
    return slot;
  };

  const grow = () => {
    slots = new Uint32Array(slots.length * 2);
    for (let index = 0; index < size; index++) slots[findSlot(ids.get(index))] = index + 1;
  };

  return {
    indexOf: (id) => {
      if ((size + 1) * 2 > slots.length) grow();
      const slot = findSlot(id);
      const taken = slots[slot] ?? 0;
      if (taken !== 0) return taken - 1;
      ids.set(size, id);
      size += 1;
      slots[slot] = size;
      return size - 1;
    },
    idAt: (index) => ids.get(index),
    size: () => size,
  };
};

const WORD = 2 ** 32;

/** Mixes all bits of an id, so that ids at regular distances do not meet in one place. */
const hash = (id: number): number => {
  let bits = (id % WORD) ^ Math.imul(Math.floor(id / WORD), 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
};
