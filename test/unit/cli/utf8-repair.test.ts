import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Utf8Repair } from '../../../lib/cli/import/utf8-repair.ts';

/** What comes out of some bytes that come in pieces, and the offsets after which something was replaced. */
const repairAll = (bytes: Uint8Array, pieceLength: number) => {
  const repair = new Utf8Repair();
  const out: Uint8Array[] = [];
  const offsets: number[] = [];
  let length = 0;
  const take = (pieces: ReturnType<Utf8Repair['write']>) => {
    for (const { bytes: piece, isRepaired } of pieces) {
      out.push(piece);
      length += piece.length;
      if (isRepaired) offsets.push(length - 1);
    }
  };
  for (let start = 0; start < bytes.length; start += pieceLength)
    take(repair.write(bytes.subarray(start, start + pieceLength)));
  take(repair.end());
  return { text: Buffer.concat(out), offsets };
};

const character = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code).toWellFormed());

test('text of every plane stays as it is, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(character, { maxLength: 50 }), fc.integer({ min: 1, max: 9 }), (characters, pieceLength) => {
      const bytes = Buffer.from(characters.join(''));
      expect(repairAll(bytes, pieceLength)).toEqual({ text: bytes, offsets: [] });
    }),
  );
});

test('any bytes become UTF-8 of the same length, of which only what is wrong is replaced', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (bytes, pieceLength) => {
      const { text, offsets } = repairAll(bytes, pieceLength);
      expect(text).toHaveLength(bytes.length);
      expect(Buffer.from(text.toString())).toEqual(text);
      for (const [at, byte] of bytes.entries()) expect(text[at]).toBe(offsets.includes(at) ? 0x3f : byte);
    }),
  );
});

test('a text in Latin-1 loses its letters, and a character that is cut off', () => {
  expect(repairAll(Buffer.from('Caf\u00e9 M\u00fcller', 'latin1'), 4)).toEqual({
    text: Buffer.from('Caf? M?ller'),
    offsets: [3, 6],
  });
  expect(repairAll(Buffer.from('x🐝').subarray(0, 4), 2)).toEqual({ text: Buffer.from('x???'), offsets: [1, 2, 3] });
});
