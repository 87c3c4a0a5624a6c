/** The last bytes of a stream, addressed by their offsets in the whole stream. */
export class TextWindow {
  #chunks: Uint8Array[] = [];
  #start = 0;

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /** Drops the chunks that end before an offset. */
  forgetBefore(offset: number): void {
    for (
      let [first] = this.#chunks;
      first !== undefined && this.#start + first.length <= offset;
      [first] = this.#chunks
    ) {
      this.#start += first.length;
      this.#chunks.shift();
    }
  }

  /** The bytes between two offsets. They must not have been dropped. */
  slice(start: number, end: number): Buffer {
    return Buffer.concat(this.#chunks).subarray(start - this.#start, end - this.#start);
  }
}
