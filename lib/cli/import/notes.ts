/** Examples that are named of each. */
const MOST_EXAMPLES = 5;

/** More kinds than this, such as a field's name made up anew in each organization, are told as one. */
const MOST_KINDS = 100;

export type Note = { readonly what: string; readonly count: number; readonly examples: readonly string[] };

/** What is worth telling and keeps nothing from being written, gathered so that a million of the same are one line. */
export class Notes {
  readonly #notes = new Map<string, { count: number; readonly examples: Set<string> }>();

  /** @param where whom or what it is about, such as `user 12` */
  add(kind: string, where: string, count = 1): void {
    const what = this.#notes.size < MOST_KINDS || this.#notes.has(kind) ? kind : 'further things like these';
    const note = this.#notes.get(what) ?? { count: 0, examples: new Set<string>() };
    this.#notes.set(what, note);
    note.count += count;
    if (note.examples.size < MOST_EXAMPLES) note.examples.add(where);
  }

  addAll(others: Notes): void {
    for (const { what, count, examples } of others.list()) {
      for (const [index, where] of examples.entries())
        this.add(what, where, index === 0 ? count - examples.length + 1 : 1);
    }
  }

  list(): Note[] {
    return [...this.#notes].map(([what, { count, examples }]) => ({ what, count, examples: [...examples] }));
  }
}
