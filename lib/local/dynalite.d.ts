declare module 'dynalite' {
  import type { Server } from 'node:http';
  import type { Options } from 'dynalite/db/index.js';

  export default function dynalite(options: Options): Server;
}

/** Dynalite's inner modules, as far as `lib/local/transactions` uses them. */
declare module 'dynalite/db/index.js' {
  type Done<Result> = (error: Error | null, result: Result) => void;

  export type Options = {
    /** Where to keep the tables; in memory when absent. */
    path?: string;
    /** How long a new table is not usable yet. */
    createTableMs: number;
  };

  export type Write =
    | { readonly type: 'put'; readonly key: string; readonly value: unknown }
    | { readonly type: 'del'; readonly key: string };

  type Release = (done: (...results: never[]) => void) => (...results: never[]) => void;

  export type Database = {
    /** Runs once nobody else has any of the keys locked. */
    readonly lock: (keys: string | readonly string[], run: (release: Release) => void) => void;
    readonly get: (key: string, done: Done<unknown>) => void;
    readonly put: (key: string, value: unknown, done: (error: null) => void) => void;
    readonly del: (key: string, done: (error: null) => void) => void;
  };

  export type Table = {
    readonly TableName: string;
  };

  export type Store = {
    /** All databases in one. */
    readonly db: { readonly batch: (writes: readonly Write[]) => Promise<void> };
    readonly getTable: (name: string, done: Done<Table>) => void;
    readonly getItemDb: (table: string) => Database;
    readonly getIndexDb: (type: string, table: string, index: string) => Database;
  };

  export type Attributes = Readonly<Record<string, unknown>>;

  const db: {
    create: (options: Options) => Store;
    readonly createKey: (item: Attributes, table: Table) => string;
    readonly validateItem: (item: Attributes, table: Table) => Error | null | undefined;
    readonly validateKey: (key: Attributes, table: Table) => Error | null | undefined;
    readonly validationError: (message: string) => Error;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  import type { Attributes, Store } from 'dynalite/db/index.js';

  /** The input of a write, as `checkTypes` gives it. */
  export type Input = {
    readonly TableName: string;
    readonly Item?: Attributes;
    readonly Key?: Attributes;
  };
  export type Types = Readonly<Record<string, unknown>>;
  export type Custom = (input: Input, store: Store) => string | undefined;

  const validations: {
    readonly checkTypes: (input: object, types: Types) => Input;
    readonly checkValidations: (input: Input, types: Types, custom: Custom, store: Store) => void;
  };
  export default validations;
}

declare module 'dynalite/validations/*Item.js' {
  import type { Custom, Types } from 'dynalite/validations/index.js';

  const validation: { readonly types: Types; readonly custom: Custom };
  export default validation;
}

declare module 'dynalite/actions/*Item.js' {
  import type { Store } from 'dynalite/db/index.js';
  import type { Input } from 'dynalite/validations/index.js';

  type Output = {
    readonly ConsumedCapacity: { readonly CapacityUnits: number };
  };

  export default function act(
    store: Store,
    input: Input & { readonly ReturnConsumedCapacity: 'TOTAL' },
    done: (error: Error | null, output: Output) => void,
  ): void;
}
