import { expect, test } from 'vitest';
import { resolveUserPath } from '../../../lib/cli/files/user-path.ts';

const PACKAGE = '/home/ada/organizations';
const byNpm = {
  INIT_CWD: `${PACKAGE}/backups`,
  npm_lifecycle_event: 'organizations',
  npm_package_json: `${PACKAGE}/package.json`,
};

test.each([
  ['npm runs the command line', byNpm, PACKAGE, `${PACKAGE}/backups/mine.json`],
  ['nobody but the operator does', {}, '/tmp', '/tmp/mine.json'],
  [
    'npm runs another script, which has gone elsewhere',
    { ...byNpm, npm_lifecycle_event: 'test' },
    PACKAGE,
    `${PACKAGE}/mine.json`,
  ],
  ['a program that npm runs starts it elsewhere', byNpm, '/tmp', '/tmp/mine.json'],
  ['npx runs it, in the folder of the operator', { ...byNpm, npm_lifecycle_event: 'npx' }, '/tmp', '/tmp/mine.json'],
])('a path is the operator’s when %s', (_, environment, directory, path) => {
  expect(resolveUserPath('mine.json', environment, directory)).toBe(path);
});

test('an absolute path stays as it is', () => {
  expect(resolveUserPath('/srv/mine.json', byNpm, PACKAGE)).toBe('/srv/mine.json');
});
