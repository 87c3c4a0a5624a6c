/**
 * The embedded table, in a process of its own: dynalite answers faults of its own by throwing where nobody can catch.
 * The arguments are the address to listen on and the directory of its files; without that it keeps everything in memory.
 */
import { Level } from 'level';
import * as z from 'zod/mini';
import { refuseForeign } from './foreign.ts';
import { portOf } from './listen.ts';
import { createTableServer } from './transactions/create-table-server.ts';

const [, , host, path] = process.argv;

const lockedSchema = z.object({ cause: z.object({ code: z.literal('LEVEL_LOCKED') }) });

/** Opens the files as dynalite will: it would not say what is wrong with them. */
const checkFiles = async (directory: string) => {
  const files = new Level(directory);
  await files.open();
  await files.close();
};

const serve = () => {
  const server = createTableServer(path);
  // Dynalite throws when a client goes away before its answer.
  server.on('request', (request) => request.removeAllListeners('error').on('error', () => request.destroy()));
  refuseForeign(server);
  server.keepAliveTimeout = 0;
  server.listen(0, host, () => process.send?.({ port: portOf(server) }));
};

process.once('disconnect', () => process.exit());
// Ctrl-C goes to every process of the terminal; this one ends with its parent.
process.on('SIGINT', () => process.connected);

try {
  if (path !== undefined) await checkFiles(path);
  serve();
} catch (error) {
  if (!lockedSchema.safeParse(error).success) throw error;
  process.send?.({ error: 'The data directory is in use by another local stack' });
}
