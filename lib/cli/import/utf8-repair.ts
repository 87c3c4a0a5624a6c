import { isUtf8 } from 'node:buffer';

/** Replaces a byte that is not UTF-8. It is one byte, too, so that offsets stay the same. */
const SUBSTITUTE = 0x3f;

/** Valid UTF-8. If `isRepaired`, the last byte is a replacement for an invalid one. */
type Piece = { readonly bytes: Uint8Array; readonly isRepaired: boolean };

/** How many bytes a character has, by its first byte; 0 if no character begins with it. */
const lengthByFirst = (byte: number): number => {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
};

/**
 * Replaces bytes that are not UTF-8 in a stream, for example in a text in Latin-1, so that one bad text does not end
 * the import.
 */
export class Utf8Repair {
  #rest: Uint8Array = new Uint8Array();

  /**
   * Yields the chunk's bytes in pieces, except for an incomplete character at its end, which it keeps for the next
   * call.
   */
  *write(chunk: Uint8Array): Generator<Piece, void, undefined> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - incompleteAtEnd(bytes);
    this.#rest = bytes.slice(whole);
    yield* repair(bytes.subarray(0, whole));
  }

  /** Yields the bytes of an incomplete character at the end of the stream. */
  *end(): Generator<Piece, void, undefined> {
    yield* repair(this.#rest);
    this.#rest = new Uint8Array();
  }
}

/** How many bytes at the end may be an incomplete character. */
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
