import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_BYTES, ChunkWriter } from '../../../lib/http/chunk-writer.ts';

/** How many bytes the chunks of one writer have room for, one after the other. */
const ROOM = [16 * 1024, 128 * 1024, CHUNK_BYTES, CHUNK_BYTES];

/** Of one, two, three and four bytes in UTF-8, the first and the last of each, and of planes that fonts rarely have. */
const CHARACTERS = [
  '\0',
  '\x7f',
  '\x80',
  '\u07ff',
  '\u0800',
  '海',
  '\uffff',
  '\u{10000}',
  '🐝',
  '\u{e0001}',
  '\u{10ffff}',
];

const write = (parts: Iterable<string | Uint8Array>): Buffer[] => {
  const writer = new ChunkWriter();
  const chunks = [...parts].flatMap((part) => writer.add(part) ?? []);
  return [...chunks, ...[writer.take()].flatMap((last) => last ?? [])];
};
const joined = (parts: Iterable<string | Uint8Array>) => Buffer.concat([...parts].map((part) => Buffer.from(part)));

describe('chunks', () => {
  test('grow to their full size, and are full', () => {
    const parts = Array.from({ length: 3 * 1024 }, (_, index) => new Uint8Array(1024).fill(index));
    expect(write(parts).map(({ length }) => length)).toEqual([...ROOM, 3 * CHUNK_BYTES - ROOM.reduce((a, b) => a + b)]);
  });

  test('hold each character whole, as text and as bytes, wherever a chunk ends', () => {
    for (let full = 1; full <= 3; full++) {
      const filled = ROOM.slice(0, full).reduce((sum, room) => sum + room, 0);
      for (const character of CHARACTERS) {
        for (let left = 0; left <= 8; left++) {
          // Exactly so many bytes are left in the chunk
          const filling = ROOM.slice(0, full).map((room, index) =>
            new Uint8Array(room - (index === full - 1 ? left : 0)).fill(32),
          );
          for (const part of [character, `${character}a`, `a${character}`, Buffer.from(character)]) {
            const parts = [...filling, part, part];
            const chunks = write(parts);
            expect(Buffer.concat(chunks).subarray(filled - left)).toEqual(joined([part, part]));
            expect(chunks.slice(0, full - 1).map(({ length }) => length)).toEqual(ROOM.slice(0, full - 1));
            // None was cut in the middle of a character
            for (const chunk of chunks) expect(chunk.toString()).not.toContain('\ufffd');
          }
        }
      }
    }
  });

  test('are together what was written, whatever it was', () => {
    const text = fc.string({ unit: 'binary', maxLength: 50 });
    const long = fc.tuple(text, fc.integer({ min: 1, max: 3000 })).map(([unit, times]) => unit.repeat(times));
    const bytes = fc.uint8Array({ maxLength: 40_000 });
    fc.assert(
      fc.property(fc.array(fc.oneof(text, long, bytes)), (parts) => {
        expect(Buffer.concat(write(parts))).toEqual(joined(parts));
      }),
    );
  });

  test('take a text that just fits', () => {
    const text = '海'.repeat((16 * 1024 - 1) / 3);
    expect(write(['a', text])).toEqual([joined(['a', text])]);
  });

  test('that were taken are not written to again', () => {
    const writer = new ChunkWriter();
    writer.add('first');
    const taken = writer.take();
    writer.add('other');
    expect([taken?.toString(), writer.take()?.toString()]).toEqual(['first', 'other']);
  });

  test('are none of nothing', () => {
    expect(write([])).toEqual([]);
    expect(write(['', new Uint8Array()])).toEqual([]);
  });
});

test('what was added is counted, taken or not', () => {
  const writer = new ChunkWriter();
  writer.add('é');
  expect(writer.bytes).toBe(2);
  writer.take();
  writer.add('abc');
  expect(writer.bytes).toBe(5);
});
