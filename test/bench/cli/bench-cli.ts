/**
 * How fast import and export are, beside what the same table takes and gives at most, and how much memory they need. The
 * results go to CLI-RESULTS.md beside this. Times are of this machine and this moment; their ratios are what counts.
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../lib/local/synthesize.ts';
import type { Table } from '../../../lib/table/call.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { createFastReadingClient } from '../../../lib/table/fast-reads.ts';
import { inParallel } from '../../../lib/table/in-parallel.ts';
import { putItems } from '../../../lib/table/put-items.ts';
import { createItem } from '../../../lib/table/update.ts';
import { startEmptyTables } from '../../support/empty-tables.ts';
import { runCommand } from './run-command.ts';
import { countItems, generateRecords, writeAnswer } from './write-answer.ts';

/** 50 users, 300 projects with 8 collaborators each: 401 items in 1.4 MB. */
const EACH = { users: 50, projects: 300, collaborators: 8 };
const SMALL = { organizations: 25, ...EACH };
const LARGE = { organizations: 250, ...EACH };

/** As many writes in flight as the import has. */
const CONCURRENCY = 48;

await using resources = new AsyncDisposableStack();
const directory = await mkdtemp(join(tmpdir(), 'bench-cli-'));
resources.defer(() => rm(directory, { recursive: true }));
const tables = await startEmptyTables(await synthesize('http://issuer.localhost', resources), resources);

function* items(shape: typeof LARGE) {
  for (const records of generateRecords(shape)) yield* encodeRecords(records);
}

/** By the same client as the command has, so that the command's own work is all that makes the difference. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = createFastReadingClient({ endpoint: tables.url, region: 'eu-west-1', credentials }, console.warn);

const secondsOf = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

const connect = ({ name }: Table) => ['--table', name, '--endpoint', tables.url, '--region', 'eu-west-1'];

const rows: string[] = [];
const report = (what: string, count: number, seconds: number, reference: number, peakMegabytes?: number) => {
  const rate = count / seconds;
  const peak = peakMegabytes === undefined ? '' : Math.round(peakMegabytes);
  rows.push(
    `| ${what} | ${count} | ${seconds.toFixed(1)} | ${Math.round(rate)} | ${(rate / reference).toFixed(2)} | ${peak} |`,
  );
  console.log(rows.at(-1));
  return rate;
};

const count = countItems(LARGE);
const prepared = [...items(LARGE)];
const batchTable = await tables.create();
const batchSeconds = await secondsOf(() => putItems(client, batchTable.name, prepared));
const singleTable = { ...(await tables.create()), client, callLimitMs: 60_000 };
const singleSeconds = await secondsOf(() =>
  inParallel(prepared, CONCURRENCY, async (item) => void (await createItem(singleTable, item))),
);
prepared.length = 0;
const reference = count / singleSeconds;
report('the table: BatchWriteItem, 25 at a time, unconditional', count, batchSeconds, reference);
report('the table: PutItem, one by one, on condition', count, singleSeconds, reference);

const [answer, smallAnswer] = [join(directory, 'answer.json'), join(directory, 'small.json')];
await writeAnswer(answer, LARGE);
await writeAnswer(smallAnswer, SMALL);
const said = join(directory, 'said.txt');
const smallTable = await tables.create();
const small = await runCommand([...connect(smallTable), 'import', smallAnswer], said);
report('import into an empty table', countItems(SMALL), small.seconds, reference, small.peakMegabytes);
const table = await tables.create();
const first = await runCommand([...connect(table), 'import', answer], said);
report('import into an empty table', count, first.seconds, reference, first.peakMegabytes);
const second = await runCommand([...connect(table), 'import', answer], said);
report('the same import again: nothing to change', count, second.seconds, reference, second.peakMegabytes);
const exported = join(directory, 'export.json');
const smallExport = await runCommand([...connect(smallTable), 'export'], exported);
report('export', countItems(SMALL), smallExport.seconds, reference, smallExport.peakMegabytes);
const whole = await runCommand([...connect(table), 'export'], exported);
report('export', count, whole.seconds, reference, whole.peakMegabytes);

const megabytes = (await stat(answer)).size / 1e6;
await writeFile(
  join(import.meta.dirname, 'CLI-RESULTS.md'),
  `# Import and export

\`npm run bench:cli\`, Node.js ${process.version}, ${availableParallelism()} CPUs that the table and the command share. ${LARGE.organizations}
organizations of ${EACH.users} users and ${EACH.projects} projects with ${EACH.collaborators} collaborators each, ${Math.round(megabytes)} MB as an answer; the smaller
ones are a tenth. The table is the local stack's own, dynalite in memory.

| what | items | seconds | items/s | of PutItem | peak memory, MB |
|---|---|---|---|---|---|
${rows.join('\n')}

Read: the rate of an import is to be compared with that of PutItem, since each of its writes is a condition on what it read.
The peak of the larger run beside that of the smaller one says whether memory grows with the input.
`,
);
