/**
 * `npm run bench:tenants`: the list function as it is deployed, for a user of 50,000 organizations and for an organization of
 * 100,000 projects and 20,000 members. The results go to TENANTS-RESULTS.md beside this. An argument such as 0.1 takes a tenth
 * of the sizes and only prints the results.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { startIssuer } from '../../../lib/local/issuer.ts';
import { MAX_SOCKETS } from '../../../lib/table/client.ts';
import { TIME_LIMIT_FACTOR } from '../../../lib/table/open-table.ts';
import { SDK_ENVIRONMENT } from '../in-process/run-worker.ts';
import { serveBackend } from '../lambda/serve-backend.ts';
import { median } from '../statistics.ts';
import { buildBundles } from '../whole-function/build-bundles.ts';
import { recordShape } from '../workload/workload.ts';
import { countReads } from './count-reads.ts';
import { GeneratedTable } from './generated-table.ts';
import { createMeter } from './measure-answer.ts';
import { createQuestions } from './questions.ts';
import {
  type Answered,
  type Counted,
  type FirstBytes,
  renderAnswers,
  renderFirstBytes,
  renderReads,
  TABLE_MS,
} from './render-tenants.ts';

Object.assign(process.env, SDK_ENVIRONMENT);
const part = Number(process.argv[2] ?? 1);
const { largest, sizes } = createQuestions(part);
/** Fresh processes of which the first byte is the median. */
const processes = part === 1 ? 9 : 1;
const say = (text: string) => void process.stderr.write(`${text}\n`);

await using resources = new AsyncDisposableStack();
const { product } = await buildBundles((await startIssuer(resources)).url, resources);
const backend = await serveBackend(recordShape('S'), resources);
backend.latencyMs = TABLE_MS;
const bundle = product['list-organizations'];
const environment = { ...bundle.environment, [TIME_LIMIT_FACTOR]: '20' };
const meter = await createMeter({ ...bundle, environment }, backend, resources);

const counted: Counted[] = [];
for (const question of largest) {
  say(`reads: ${question.name}`);
  counted.push({ question, reads: await countReads(question.tenants, question.withProjects, MAX_SOCKETS) });
}

const firstBytes: FirstBytes[] = [];
for (const question of largest.flatMap((zstd) => [zstd, { ...zstd, encoding: 'identity' as const }])) {
  say(`first byte: ${question.name}, ${question.encoding}`);
  const measured: { small: number; large: number }[] = [];
  const table = new GeneratedTable(question.tenants, true);
  // The table has to make up what is read ahead, too, in the process that waits for the first byte
  await meter.measureFirstByte(question, table, 1_000);
  for (let run = 0; run < processes; run++) measured.push(await meter.measureFirstByte(question, table));
  firstBytes.push({
    question,
    small: median(measured.map(({ small }) => small)),
    large: median(measured.map(({ large }) => large)),
    ratio: median(measured.map(({ small, large }) => large / small)),
  });
}

const answered: Answered[] = [];
for (const question of sizes) {
  say(`answer: ${question.name}, ${question.encoding}`);
  answered.push({ question, figures: await meter.measureAnswer(question) });
}

const results = `# Many tenants, one listing

Written by \`npm run bench:tenants\` on ${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}, which did other things, too.
The function runs as it is deployed, with Lambda's arguments, in a process of its own; the table in another process makes up
what it is asked for, in pages of 1 MB and batches of 100 keys, each after ${TABLE_MS} ms. Each of the many organizations has 5 members,
of whom 4 are in no other, and 3 projects with 3 collaborators. The projects of the large one have 3 collaborators of its members.
The function's limits of time are lengthened, since a busy machine is no reason to give up.

## What is asked of the table

Rounds are answers that must follow each other, with up to ${MAX_SOCKETS} connections: counted, not timed, by the same code in the benchmark's
process. The table's time is theirs.

${renderReads(counted)}

## The first byte

Of a function that has answered small lists and ones of a hundred, and remembers nothing of the caller: the median of ${processes} processes;
the ratio is the median of each process's own.

${renderFirstBytes(firstBytes)}

## The whole answer

Memory is resident memory, all of the process, at its peak. Lambda sends 6 MB at once and 2 MB a second from then on; that column is computed.

${renderAnswers(answered)}

An answer that might get longer than 200 MB as it is sent ends as a failure 4 MB before. Nothing is refused before it is tried:
a first page says that more follows, never how much, and no item counts an organization's projects or a user's memberships.
`;
if (part === 1) await writeFile(join(import.meta.dirname, 'TENANTS-RESULTS.md'), results);
process.stdout.write(results);
