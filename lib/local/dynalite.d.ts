declare module 'dynalite' {
  import type { Server } from 'node:http';

  type Options = {
    /** Where to keep the tables; in memory when absent. */
    path?: string;
    /** How long a new table is not usable yet. */
    createTableMs: number;
  };

  export default function dynalite(options: Options): Server;
}
