import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { applyFault, findFailure } from '../mutation/plant-fault.ts';

const SOURCE = 'const one = 1;\nconst two = 2;\nconst other = 2;\n';
const plant = (search: string, replace: string) =>
  applyFault(SOURCE, { what: 'a fault', file: 'lib/file.ts', search, replace, tests: [] });

describe('a planted fault', () => {
  test('is the replacement to the letter, in the place of a text that is there once', () => {
    expect(plant('one = 1', "one = '$&'")).toBe("const one = '$&';\nconst two = 2;\nconst other = 2;\n");
  });

  test.each([
    ['a text that is not there', 'three', 'four', 'found 0 times'],
    ['a text that is there twice', '= 2', '= 3', 'found 2 times'],
    ['a replacement that is the same', 'one', 'one', 'changes nothing'],
    ['a replacement that is no program', 'one = 1', 'one = = 1', ''],
  ])('is refused with %s', (_, search, replace, message) => {
    expect(() => plant(search, replace)).toThrow(message);
  });
});

describe('the failure that noticed a fault', () => {
  test.each([
    [
      'the first failed test',
      'x\n\n FAIL  |unit| test/a.test.ts > a > b\n FAIL  |unit| test/a.test.ts > a > c\nAssertionError: expected 1 to be 2\n\n FAIL  |unit| test/a.test.ts > d\nError: no',
      '|unit| test/a.test.ts > a > b: AssertionError: expected 1 to be 2',
    ],
    [
      'an error outside of all tests',
      '⎯⎯⎯ Unhandled Errors ⎯⎯⎯\n\nVitest caught 1 unhandled error.\n\n⎯⎯⎯ Unhandled Rejection ⎯⎯⎯\nError: no\n',
      'Unhandled Rejection: Error: no',
    ],
    ['nothing that vitest printed', 'Killed', undefined],
  ])('is %s', (_, output, failure) => {
    expect(findFailure(output)).toBe(failure);
  });
});

const runPlant = (parameter: string) => {
  const cwd = join(import.meta.dirname, '../..');
  const parameters = ['--disable-warning=ExperimentalWarning', 'test/mutation/plant.ts', parameter];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd, encoding: 'utf8' });
  return [status, stdout, stderr];
};

test('every fault fits the sources as they are', () => {
  expect(runPlant('--check')).toEqual([0, expect.stringMatching(/^\d+ faults fit the sources\n$/), '']);
});

test('`npm run plant` names the areas, where it is asked for another', () => {
  expect(runPlant('nowhere')).toEqual([
    2,
    '',
    expect.stringMatching(/^nowhere: neither an area \(auth, cli, functions, .+\)/),
  ]);
});

test('tests that run end with the process that runs them', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'planted-'));
  const server = createServer().listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = Object(server.address());
    // In the place of vitest. Its standard input ends with its parent: whoever is left then, says so
    const tests = `import { connect } from 'node:net';
      const socket = connect(${port}, '127.0.0.1', () => socket.write('started,'));
      process.stdin.resume().on('end', () => socket.end('still running'));`;
    await mkdir(join(copy, 'node_modules/vitest'), { recursive: true });
    await writeFile(join(copy, 'node_modules/vitest/vitest.mjs'), tests);
    const runner = `import { runTests } from ${JSON.stringify(join(import.meta.dirname, '../mutation/plant-fault.ts'))};
      process.once('SIGINT', () => process.exit(130));
      await runTests(${JSON.stringify(copy)}, { tests: [] });`;
    const running = spawn(process.execPath, ['--input-type=module', '--eval', runner]);
    const [socket]: Socket[] = await once(server, 'connection');
    running.kill('SIGINT');
    expect(socket && (await text(socket).catch(String))).not.toContain('still running');
  } finally {
    server.close();
    await rm(copy, { recursive: true });
  }
});
