/**
 * Arrays of numbers that grow, for millions of items: a number takes its few bytes, where an object would take a hundred.
 */

const FIRST_LENGTH = 1024;

type TypedArray = Uint8Array | Uint32Array | Float64Array;

/** A number for each index, 0 until it is set. */
export type GrowingArray = {
  readonly get: (index: number) => number;
  readonly set: (index: number, value: number) => void;
};

/** @param allocate makes an array of zeros */
export const createGrowingArray = (allocate: (length: number) => TypedArray): GrowingArray => {
  let values = allocate(FIRST_LENGTH);
  return {
    get: (index) => values[index] ?? 0,
    set: (index, value) => {
      if (index >= values.length) {
        const larger = allocate(Math.max(index + 1, values.length * 2));
        larger.set(values);
        values = larger;
      }
      values[index] = value;
    },
  };
};

/** Numbers from 0 to 2^32 - 1 that are only appended, and then read from the beginning. */
export type WordList = {
  readonly push: (word: number) => void;
  readonly length: () => number;
  readonly get: (index: number) => number;
};

const CHUNK_WORDS = 2 ** 18;

/** It grows by chunks, so that growing never needs twice the memory. */
export const createWordList = (): WordList => {
  const chunks: Uint32Array[] = [];
  let length = 0;
  return {
    push: (word) => {
      const offset = length % CHUNK_WORDS;
      if (offset === 0) chunks.push(new Uint32Array(CHUNK_WORDS));
      const chunk = chunks.at(-1);
      if (chunk !== undefined) chunk[offset] = word;
      length += 1;
    },
    length: () => length,
    get: (index) => chunks[Math.floor(index / CHUNK_WORDS)]?.[index % CHUNK_WORDS] ?? 0,
  };
};
