import type { Database, Store, Write } from 'dynalite/db/index.js';

/**
 * A store for dynalite's operations that reads from another one and keeps what would be written there, under the keys by which
 * dynalite keeps all tables and indexes in one database. Whoever uses it has locked the items.
 */
export const collectWrites = (store: Store): { readonly store: Store; readonly writes: readonly Write[] } => {
  const writes: Write[] = [];
  const collecting = ({ get }: Database, prefix: string): Database => ({
    get,
    lock: (_keys, run) => run((done) => done),
    put: (key, value, done) => {
      writes.push({ type: 'put', key: prefix + key, value });
      done(null);
    },
    del: (key, done) => {
      writes.push({ type: 'del', key: prefix + key });
      done(null);
    },
  });
  return {
    writes,
    store: {
      ...store,
      getItemDb: (table) => collecting(store.getItemDb(table), `item-${table}~`),
      getIndexDb: (type, table, index) =>
        collecting(store.getIndexDb(type, table, index), `index-${type.toLowerCase()}~${table}~${index}~`),
    },
  };
};
