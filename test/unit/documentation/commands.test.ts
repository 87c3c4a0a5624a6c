import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE } from '../../../cdk/context.ts';
import { commandsOf, documentedCommands, PROOFS, ROOT } from '../../support/documented-commands.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test('commands are found in shell blocks and in the text, and nowhere else', () => {
  const markdown = [
    '`npm run one` and `projects=false` and `A=1 npx two --flag`, not `npm`',
    '```sh\nnpm three && npm four   # five\nsix \\\n  --long\n```',
    '```json\n{ "npm": "seven" }\n```',
  ].join('\n');
  const found = ['npm three', 'npm four', 'six --long', 'npm run one', 'A=1 npx two --flag'];
  expect(commandsOf(markdown)).toEqual(found);
});

test('every command in the documents is run by a test or by CI, and no proof is of a command that is gone', () => {
  expect(documentedCommands().toSorted()).toEqual(Object.keys(PROOFS).toSorted());
});

test.each(Object.entries(PROOFS))('%s is proved where it is said to be', (command, proof) => {
  const lines = read('.ci/run').split('\n');
  const run = lines.map((line) =>
    line
      .replace(/( -- .*)?(#.*)?$/, '')
      .replace(' --silent', '')
      .trim(),
  );
  if (proof.by === '.ci/run') expect(run).toContain(command);
  if ('words' in proof) expect(read(proof.by)).toContain(proof.words);
});

test('every script that is documented exists', () => {
  const { scripts } = JSON.parse(read('package.json'));
  for (const command of documentedCommands()) {
    const [, name] = command.match(/\bnpm run (?:--silent |-s )?([\w:-]+)/) ?? [];
    if (name !== undefined) expect(Object.keys(scripts)).toContain(name);
  }
});

const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'cdk/RUNBOOK.md', 'cdk/DEPLOYING.md'],
  ...['lib/cli/MANUAL.md', 'lib/contract/COMPATIBILITY.md', 'lib/local/RUNNING.md'],
];

test('README.md is read in a few minutes: it has at most 1,500 words', () => {
  expect(read('README.md').split(/\s+/).length).toBeLessThanOrEqual(1500);
});

test.each(DOCUMENTS)('every link in %s leads somewhere', (name) => {
  const text = read(name);
  const headingsOf = (markdown: string) =>
    [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => `#${slug(heading)}`);
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(' ', '-');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  for (const target of targets.filter((link) => !/^https?:/.test(link))) {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? name : join(dirname(name), path);
    expect([target, existsSync(join(ROOT, file))]).toEqual([target, true]);
    if (anchor !== undefined) expect(headingsOf(read(file))).toContain(`#${anchor}`);
  }
});

test('cdk/DEPLOYING.md explains every name of the CDK context, and no other', () => {
  const [, table = ''] = read('cdk/DEPLOYING.md').match(/^\| name \| default \|.*\n\|.*\n((?:\|.*\n)+)/m) ?? [];
  const names = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(Object.keys(EXAMPLE).toSorted());
});
