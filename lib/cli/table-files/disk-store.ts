import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Attributes } from '../../table/decode.ts';
import { type ItemKey, keyOf } from '../../table/keys.ts';
import { describeDatabaseError, openDatabase, sqliteCode } from './open-database.ts';

/** https://www.sqlite.org/rescode.html#constraint_unique */
const SQLITE_CONSTRAINT_UNIQUE = 2067;

const SCHEMA = `
  CREATE TABLE items (pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL);
  CREATE UNIQUE INDEX keys ON items (pk, sk);
  CREATE TABLE ids (input INTEGER, id INTEGER, PRIMARY KEY (input, id)) WITHOUT ROWID;`;

const STATEMENTS = {
  get: 'SELECT item FROM items WHERE pk = ? AND sk = ?',
  add: 'INSERT INTO items (item, pk, sk) VALUES (?, ?, ?)',
  replace: 'UPDATE items SET item = ? WHERE pk = ? AND sk = ?',
  delete: 'DELETE FROM items WHERE pk = ? AND sk = ?',
  partition: 'SELECT item FROM items WHERE pk = ? AND sk > ? ORDER BY sk',
  partitionKeys: 'SELECT pk FROM items INDEXED BY keys WHERE pk > ? AND sk = ? ORDER BY pk',
  all: 'SELECT item FROM items ORDER BY rowid',
  first: 'SELECT 1 FROM items LIMIT 1',
  fileSize: 'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  addId: 'INSERT OR IGNORE INTO ids (input, id) VALUES (?, ?)',
} as const;

/** Two items have the same key. */
export class RepeatedKeyError extends Error {
  override readonly name = 'RepeatedKeyError';
}

/**
 * Items in a file that nobody else sees. Memory does not grow with their number. What is iterated has to be read before
 * anything is written. Each method throws CliError if the disk is full.
 */
export class DiskStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<keyof typeof STATEMENTS, StatementSync>();
  readonly #name: string;
  #inputs = 0;

  /** @param name where the file is, as the operator named it, for errors */
  constructor(database: DatabaseSync, name: string) {
    this.#database = database;
    this.#name = name;
  }

  get({ PK, SK }: ItemKey): Attributes | undefined {
    const row = this.#run('get', (statement) => statement.get(PK, SK));
    return row && JSON.parse(String(row['item']));
  }

  /** @throws RepeatedKeyError if there is an item with this key */
  add(item: Attributes): void {
    const { PK, SK } = keyOf(item);
    this.#run('add', (statement) => statement.run(JSON.stringify(item), PK, SK));
  }

  /** Puts an item in the place of the one with the same key. */
  replace(item: Attributes): void {
    const { PK, SK } = keyOf(item);
    this.#run('replace', (statement) => statement.run(JSON.stringify(item), PK, SK));
  }

  delete({ PK, SK }: ItemKey): void {
    this.#run('delete', (statement) => statement.run(PK, SK));
  }

  /** The items of a partition as JSON, ascending by sort key. @param after their sort keys come after this */
  partition(PK: string, after: string): Iterable<string> {
    return textsOf(
      this.#run('partition', (statement) => statement.iterate(PK, after)),
      'item',
    );
  }

  /** The partition keys of all items with a sort key, ascending. @param after they come after this */
  partitionKeys(SK: string, after: string): Iterable<string> {
    return textsOf(
      this.#run('partitionKeys', (statement) => statement.iterate(after, SK)),
      'pk',
    );
  }

  /** All items as JSON, in the order in which they were added. */
  all(): Iterable<string> {
    return textsOf(
      this.#run('all', (statement) => statement.iterate()),
      'item',
    );
  }

  isEmpty(): boolean {
    return this.#run('first', (statement) => statement.get()) === undefined;
  }

  /** The bytes on disk: a little more than the items have as JSON, without reading them. */
  bytes(): number {
    return Number(this.#run('fileSize', (statement) => statement.get())?.['bytes']);
  }

  /** Creates an empty set of ids, see `IdSet`. */
  createIdSet() {
    const input = this.#inputs++;
    return { add: (id: number): boolean => this.#run('addId', (statement) => statement.run(input, id)).changes === 1 };
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #run<Result>(name: keyof typeof STATEMENTS, run: (statement: StatementSync) => Result): Result {
    try {
      const statement = this.#statements.get(name) ?? this.#database.prepare(STATEMENTS[name]);
      this.#statements.set(name, statement);
      return run(statement);
    } catch (error) {
      if (sqliteCode(error) === SQLITE_CONSTRAINT_UNIQUE) throw new RepeatedKeyError('', { cause: error });
      throw describeDatabaseError(error, this.#name);
    }
  }
}

/**
 * Opens an empty store for the lifetime of this process.
 * @param directory where its file is; the file has no name there
 * @param name the directory as the operator named it, for errors
 * @throws CliError if the file cannot be created
 */
export const openDiskStore = async (directory: string, name: string): Promise<DiskStore> =>
  new DiskStore(await openDatabase(directory, name, SCHEMA), name);

function* textsOf(rows: Iterable<Record<string, unknown>>, column: string): Generator<string, void, undefined> {
  for (const row of rows) yield String(row[column]);
}
