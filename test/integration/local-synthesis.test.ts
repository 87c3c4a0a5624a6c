import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { copySources } from '../support/copy-sources.ts';

let copy: string;
beforeAll(async () => {
  copy = await copySources();
  await writeFile(join(copy, 'README.md'), '');
});
afterAll(() => rm(copy, { recursive: true }));

const inCopy = (program: string) =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: copy, encoding: 'utf8' });

/** Each as the copy's own code says. */
const hash = () =>
  inCopy(`import { findSynthesisInputs, hashInputs } from './lib/local/synthesis-inputs.ts';
    process.stdout.write(await hashInputs(await findSynthesisInputs(), 'context'));`);
const synthesizeCopy = () =>
  z.parse(
    z.object({ template: z.string(), isKept: z.boolean() }),
    JSON.parse(
      inCopy(`import { existsSync, readFileSync } from 'node:fs';
        import { synthesize } from './lib/local/synthesize.ts';
        import { findTemplate } from './lib/local/template.ts';
        await using resources = new AsyncDisposableStack();
        const { directory } = await synthesize('http://issuer.example', resources);
        const template = readFileSync(await findTemplate(directory), 'utf8');
        process.stdout.write(JSON.stringify({ template, isKept: !existsSync(directory + '/cdk.out') }));`),
    ),
  );

const restored: (() => Promise<void>)[] = [];
const change = async (file: string, text = '\n') => {
  const path = join(copy, file);
  const before = await readFile(path);
  restored.push(() => writeFile(path, before));
  await appendFile(path, text);
};
beforeEach(async () => {
  for (const restore of restored.splice(0)) await restore();
});

test.each([
  ...['cdk/app.ts', 'cdk/context.ts', 'cdk/constructs/api.ts', 'package-lock.json'],
  ...['lib/contract/route.ts', 'lib/table/schema.ts'],
])('a change of %s, which synthesis reads, asks for a new template', async (file) => {
  const before = hash();
  await change(file);
  expect(hash()).not.toBe(before);
});

test.each(['functions/authorizer/handler.ts', 'lib/auth/authenticate.ts', 'lib/local/stack.ts', 'README.md'])(
  'a change of %s, which it does not read, asks for none',
  async (file) => {
    const before = hash();
    await change(file);
    expect(hash()).toBe(before);
  },
);

/** So that no earlier run of this test has left a template. */
const changeForNow = () => change('cdk/context.ts', `\n// ${randomUUID()}\n`);

test('a template is made once, kept for the next run, and is what would be made anew', async () => {
  await changeForNow();
  const made = synthesizeCopy();
  expect(made.isKept).toBe(false);
  expect(synthesizeCopy()).toEqual({ ...made, isKept: true });
  await changeForNow();
  expect(synthesizeCopy()).toEqual(made);
});

test('what is configured anew is in the template at once', async () => {
  await changeForNow();
  expect(synthesizeCopy().template).toContain('"StageName": "v1"');
  await change('lib/contract/route.ts', '');
  const route = join(copy, 'lib/contract/route.ts');
  await writeFile(route, (await readFile(route, 'utf8')).replace("STAGE = 'v1'", "STAGE = 'v2'"));
  expect(synthesizeCopy().template).toContain('"StageName": "v2"');
});

test('synthesis cannot read what no change would be noticed of', async () => {
  await change('cdk/app.ts', "\nimport { readFileSync } from 'node:fs';\nreadFileSync('biome.json');\n");
  expect(synthesizeCopy).toThrow(/Access to this API has been restricted[\s\S]*biome\.json/);
});

test.each([
  { issuers: [{ issuer: 'https://login.example.com', audiences: ['a'], users: 'linked' }] },
  { issuer: 'https://login.example.com', audience: 'a', users: 'linked', jwksUri: 'https://login.example.com/keys' },
])('the issuers of a deployment in cdk.json do not keep the local stack from starting: %j', async (context) => {
  await change('cdk.json', '');
  const cdk = z.parse(
    z.looseObject({ context: z.looseObject({}) }),
    JSON.parse(await readFile(join(copy, 'cdk.json'), 'utf8')),
  );
  await writeFile(join(copy, 'cdk.json'), JSON.stringify({ ...cdk, context: { ...cdk.context, ...context } }));
  const { template } = synthesizeCopy();
  expect(template).toContain('http://issuer.example');
  expect(template).not.toContain('login.example.com');
});
