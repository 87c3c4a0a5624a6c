import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const PROGRAM = 'lib/cli/organizations.mjs';

test('the command line starts by itself, and a reader who has enough of it is no fault', async () => {
  expect(await run(PROGRAM, ['--help'])).toEqual({
    stdout: expect.stringContaining('Usage: organizations'),
    stderr: '',
  });
  expect(await run('sh', ['-c', `${PROGRAM} --help | true`])).toEqual({ stdout: '', stderr: '' });
  await expect(run(PROGRAM, ['keys', 'list', '--organization', '1', '--port', '1'])).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('No local stack runs on port 1.'),
  });
});
