/** An import as a person meets it: what is on the screen, what Ctrl-C does, and what goes to which stream. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Table } from '../../lib/table/call.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, answerOf, exportText } from '../support/export-text.ts';
import { findProgram } from '../support/find-program.ts';
import { generateShape } from '../support/generate-shape.ts';
import { renderScreen } from '../support/render-screen.ts';
import { startTableProxy, type TableProxy } from '../support/table-proxy.ts';

const ROOT = join(import.meta.dirname, '../..');
const COLUMNS = 80;
const CTRL_C = '\u0003';

/** Gives a program a terminal of its own; the one of Linux, for that of other systems takes other options. */
const SCRIPT = process.platform === 'linux' ? findProgram('script') : undefined;

const ORGANIZATIONS = adminView(generateShape({ organizations: 12, users: 8, projects: 40, collaborators: 5 }));
const BROKEN = ORGANIZATIONS.with(3, { ...ORGANIZATIONS[3], name: 7 });

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
let proxy: TableProxy;
let directory: string;
let table: Table;
let connection: string[];
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
  directory = await mkdtemp(join(tmpdir(), 'import-'));
  resources.defer(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'good.json'), answerOf(ORGANIZATIONS));
  await writeFile(join(directory, 'broken.json'), answerOf(BROKEN));
  proxy = await startTableProxy();
  resources.defer(proxy.close);
});
afterAll(() => resources.disposeAsync());
beforeEach(async () => {
  proxy.reset();
  proxy.upstream = tables.url;
  table = await tables.create();
  connection = ['--table', table.name, '--endpoint', proxy.url, '--region', 'eu-west-1'];
});

const COMMAND = ['node', 'lib/cli/organizations.mjs'];

const start = (program: string, parameters: readonly string[]) => {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const child = spawn(program, parameters, { cwd: ROOT, env });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, 'close').then(([status]) => ({ status: Number(status), ...said }));
  return { child, ended };
};

const startImport = (...parameters: readonly string[]) =>
  start('node', ['lib/cli/organizations.mjs', ...connection, 'import', ...parameters]);

const startOnTerminal = (...parameters: readonly string[]) => {
  const command = [...COMMAND, ...connection, 'import', ...parameters].join(' ');
  return start(SCRIPT ?? '', ['-qec', `stty cols ${COLUMNS} rows 24; exec ${command}`, '/dev/null']);
};

/** Lets some items be written, and no more; resolves when the next one is to be written. */
const hangAfter = (writes: number): Promise<void> =>
  new Promise((resolve) => {
    proxy.react = ({ operation }, count) => {
      if (operation !== 'PutItem' || count < writes) return 'pass';
      resolve();
      return 'hang';
    };
  });

/** @throws Error with what a program said when it ends before */
const unlessEnded = (reached: Promise<void>, ended: Promise<object>): Promise<void> =>
  Promise.race([
    reached,
    ended.then((outcome) => {
      throw new Error(`it ended too early: ${JSON.stringify(outcome)}`);
    }),
  ]);

const importAgain = async (): Promise<void> => {
  proxy.reset();
  expect((await startImport(join(directory, 'good.json')).ended).status).toBe(0);
  expect(JSON.parse(await exportText(table)).organizations).toEqual(ORGANIZATIONS);
};

describe.skipIf(SCRIPT === undefined)('on a terminal of 80 columns', () => {
  test('nothing is left of the progress, and nothing is said twice', async () => {
    const { status, stdout } = await startOnTerminal(join(directory, 'broken.json')).ended;
    expect(status).toBe(1);
    expect(stdout).toMatch(/% read, [\d.]+ MB\/s/);
    const screen = renderScreen(stdout, COLUMNS);
    expect(screen.join('\n')).not.toMatch(/% read|MB\/s/);
    for (const line of [
      /broken\.json: organizations\[3\] in line 1: name: expected a text/,
      /^Imported:$/,
      /^1 broken/,
    ]) {
      expect(screen.join('').match(new RegExp(line.source.replaceAll(/[\^$]/g, ''), 'g'))).toHaveLength(1);
    }
  });

  test('Ctrl-C ends it with 130, says how much is done, and it can be run again', async () => {
    const reached = hangAfter(100);
    const { child, ended } = startOnTerminal(join(directory, 'good.json'));
    await unlessEnded(reached, ended);
    child.stdin.write(CTRL_C);
    const { status, stdout } = await ended;
    expect(status).toBe(130);
    const screen = renderScreen(stdout.replace('^C', ''), COLUMNS).filter((line) => line !== '');
    expect(screen.join(' ')).toMatch(
      /^Interrupted: \d+ organizations done, 0 rejected\. Run the same command again to do the rest\.$/,
    );
    await importAgain();
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends an import in its middle, which can be run again', async (signal) => {
  const reached = hangAfter(100);
  const { child, ended } = startImport(join(directory, 'good.json'));
  await unlessEnded(reached, ended);
  child.kill(signal);
  expect(await ended).toEqual({
    status: signal === 'SIGINT' ? 130 : 143,
    stdout: '',
    stderr: expect.stringMatching(/^Interrupted: \d+ organizations done, 0 rejected\. Run the same command again.*\n$/),
  });
  await importAgain();
});

test('an import that waits for standard input is ended as well', async () => {
  const reached = hangAfter(0);
  const { child, ended } = startImport();
  // What is not read any more when it ends is no fault
  child.stdin.on('error', (error) => expect(error).toMatchObject({ code: 'EPIPE' }));
  child.stdin.write(answerOf(ORGANIZATIONS).slice(0, -20));
  await unlessEnded(reached, ended);
  child.kill('SIGINT');
  expect((await ended).status).toBe(130);
});

test('with --json, standard output is one document, and everything else goes to standard error', async () => {
  const { status, stdout, stderr } = await startImport('--json', '--dry-run', join(directory, 'broken.json')).ended;
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    dryRun: true,
    organizations: { created: 11, rejected: 1 },
    dropped: 0,
    addedMembers: [],
    raisedRoles: [],
    changedAccounts: [],
    keptAccounts: [],
    incomplete: [],
  });
  expect(stderr).toMatch(
    /^.*broken\.json: organizations\[3\] in line 1: name: .*\n1 broken organizations were left out\.\n$/,
  );
});

test('a text of the input never moves the cursor', async () => {
  const name = '\u001b[2J\u009b2J\u202e\n';
  const organization = { ...ORGANIZATIONS[0], name: 7, users: [{ [name]: 1 }] };
  await writeFile(join(directory, 'evil.json'), answerOf([{ ...ORGANIZATIONS[1], [name]: 1 }, organization]));
  const { stdout, stderr } = await startImport(join(directory, 'evil.json')).ended;
  expect(stdout + stderr).toMatch(/^(\P{Cc}|\n)*$/u);
});
