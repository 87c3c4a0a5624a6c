import { isUtf8 } from 'node:buffer';

/** Stands for a byte that is not UTF-8; as long as that, so that offsets stay what they are. */
const SUBSTITUTE = 0x3f;

/** Bytes that are UTF-8, and whether a byte that was not was replaced after them. */
type Piece = { readonly bytes: Uint8Array; readonly isRepaired: boolean };

/** How many bytes a character has, by its first one; 0 for one that begins no character. */
const lengthByFirst = (byte: number): number => {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
};

/**
 * Finds what is not UTF-8 in a stream of bytes, such as a text in Latin-1, and replaces it, so that one bad text does not end
 * the reading of all others.
 */
export class Utf8Repair {
  #rest: Uint8Array = new Uint8Array();

  /** The bytes so far, in pieces: after each piece with `isRepaired`, its last byte is a replacement. */
  *write(chunk: Uint8Array): Generator<Piece, void, undefined> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - incompleteAtEnd(bytes);
    this.#rest = bytes.slice(whole);
    yield* repair(bytes.subarray(0, whole));
  }

  /** What is left of a character that was cut off. */
  *end(): Generator<Piece, void, undefined> {
    yield* repair(this.#rest);
    this.#rest = new Uint8Array();
  }
}

/** How many bytes at the end may be the beginning of a character that continues. */
const incompleteAtEnd = (bytes: Uint8Array): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    const length = lengthByFirst(byte);
    if (length > 0) return length > back ? back : 0;
    if (byte >= 0xc0) return 0;
  }
  return 0;
};

function* repair(bytes: Uint8Array): Generator<Piece, void, undefined> {
  if (isUtf8(bytes)) {
    if (bytes.length > 0) yield { bytes, isRepaired: false };
    return;
  }
  const repaired = Uint8Array.from(bytes);
  let start = 0;
  for (let at = 0; at < repaired.length; ) {
    const length = lengthByFirst(repaired[at] ?? 0);
    if (length === 1 || (length > 0 && isUtf8(repaired.subarray(at, at + length)) && at + length <= repaired.length)) {
      at += length;
      continue;
    }
    repaired[at] = SUBSTITUTE;
    at += 1;
    yield { bytes: repaired.subarray(start, at), isRepaired: true };
    start = at;
  }
  if (start < repaired.length) yield { bytes: repaired.subarray(start), isRepaired: false };
}
