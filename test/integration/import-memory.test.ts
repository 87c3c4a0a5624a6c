/** What `lib/cli/MANUAL.md` promises of memory, for import and export of 200 MB, each in a process of its own. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runCommand } from '../bench/cli/run-command.ts';
import { writeAnswer } from '../bench/cli/write-answer.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { isSoak } from '../support/soak.ts';

const MEGABYTE = 1_000_000;
const MINUTES = 60_000;

/** 1.4 MB each, so 200 MB in all. */
const SHAPE = { organizations: 145, users: 50, projects: 300, collaborators: 8 };

const MANUAL = join(import.meta.dirname, '../../lib/cli/MANUAL.md');

describe.skipIf(!isSoak)('200 MB', () => {
  const resources = new AsyncDisposableStack();
  let directory: string;
  let connection: string[];
  let promised: number;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'memory-'));
    resources.defer(() => rm(directory, { recursive: true }));
    const tables = await startEmptyTables(inject('assembly'), resources);
    const { name } = await tables.create();
    connection = ['--table', name, '--endpoint', tables.url, '--region', 'eu-west-1'];
    await writeAnswer(join(directory, 'answer.json'), SHAPE);
    promised = Number(/under (\d+) MB of memory/.exec(await readFile(MANUAL, 'utf8'))?.[1]);
  }, 10 * MINUTES);
  afterAll(() => resources.disposeAsync());

  const run = (...parameters: readonly string[]) =>
    runCommand([...connection, ...parameters], join(directory, 'said.txt'));

  test('are imported, imported again and exported in the memory that is promised', {
    timeout: 30 * MINUTES,
  }, async () => {
    const answer = join(directory, 'answer.json');
    expect((await stat(answer)).size).toBeGreaterThan(195 * MEGABYTE);
    expect(promised).toBeLessThanOrEqual(300);
    const exported = join(directory, 'export.json');
    const peaks = {
      import: (await run('import', answer)).peakMegabytes,
      again: (await run('import', answer)).peakMegabytes,
      export: (await run('export', '--output', exported)).peakMegabytes,
    };
    console.log(peaks);
    for (const peak of Object.values(peaks)) expect(peak).toBeLessThan(promised);
    expect((await stat(exported)).size).toBeGreaterThan(195 * MEGABYTE);
  });
});
