import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../cdk/configuration.ts';
import { OrganizationsStack } from '../../cdk/organizations-stack.ts';
import { readTemplate } from '../../lib/local/template.ts';
import { ROOT, runApp } from './synthesize.ts';
import { REQUIRED_CONTEXT, VARIANTS } from './variants.ts';

const directory = mkdtempSync(join(tmpdir(), 'organizations-cdk-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Synthesizes a variant, once for all tests. */
const synthesizeVariant = (name: keyof typeof VARIANTS) => {
  const output = join(directory, name);
  const result = results.get(name) ?? runApp(output, VARIANTS[name]);
  results.set(name, result);
  return { output, ...result };
};
const results = new Map<string, ReturnType<typeof runApp>>();

/** Every file below, by its path there. */
const readAll = (path: string) =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        relative(path, join(parentPath, name)),
        readFileSync(join(parentPath, name), 'utf8'),
      ]),
  );

/** What is deployed: the template, what is uploaded by which hash, and what that is. */
const readDeployed = (output: string) =>
  Object.fromEntries(
    Object.entries(readAll(output)).filter(([path]) => /^asset\.|(template|assets)\.json$/.test(path)),
  );

/** A copy of the project elsewhere, with packages of its own where their code is part of a bundle. */
const copyProject = (to: string, bundled: ReadonlySet<string>) => {
  for (const part of ['cdk', 'functions', 'lib', 'cdk.json', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, part), join(to, part), { recursive: true });
  }
  const packages = (path: string) => readdirSync(join(ROOT, path)).map((name) => `${path}/${name}`);
  for (const path of packages('node_modules').flatMap((name) => (name.includes('/@') ? packages(name) : name))) {
    mkdirSync(join(to, path, '..'), { recursive: true });
    if (bundled.has(path)) cpSync(join(ROOT, path), join(to, path), { recursive: true });
    else symlinkSync(join(ROOT, path), join(to, path));
  }
};

// Each run of the app takes some seconds on a slow machine.
describe('cdk/app.ts', { timeout: 120_000 }, () => {
  test.each(['default', 'dev', 'sam', 'everything', 'secondRegion', 'restored'] as const)(
    'synthesizes, and cdk-nag finds nothing that is not accounted for (%s)',
    (name) => {
      const { status, stderr } = synthesizeVariant(name);
      expect(stderr).not.toMatch(/ERROR|WARNING/i);
      expect(status).toBe(0);
    },
  );

  test.each(['default', 'dev', 'sam', 'everything'] as const)(
    'is understood by the local gateway (%s)',
    async (name) => {
      const { api } = await readTemplate(synthesizeVariant(name).output);
      expect([...api.methods.keys()]).toContain(
        name === 'sam' ? 'GET /v1/api/organizations' : 'GET /api/organizations',
      );
    },
  );

  test('fails where cdk-nag finds something', () => {
    const app = new App({ autoSynth: false, analyticsReporting: false, outdir: join(directory, 'found') });
    const stack = new OrganizationsStack(app, parseConfiguration(REQUIRED_CONTEXT));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new Topic(stack, 'Unencrypted');
    expect(() => app.synth()).toThrow(/AwsSolutions-SNS3/);
  });

  test('says what is wrong with the context, without a stack trace, and synthesizes nothing', () => {
    const { status, stderr } = runApp(join(directory, 'nothing'), { audience: 'organizations' });
    expect(status).toBe(1);
    expect(stderr).toBe(
      'The CDK context needs a correction:\n  issuer is missing. Example: -c issuer=https://login.example.com\n',
    );
    expect(existsSync(join(directory, 'nothing', 'manifest.json'))).toBe(false);
  });

  test.each([
    [{}, 'Stack Organizations in the region of your AWS configuration.'],
    [{ stackName: 'Staging', region: 'eu-west-1' }, 'Stack Staging in eu-west-1.'],
    [VARIANTS.everything, 'Stack Organizations-everything in eu-central-1.'],
  ])('tells commands that deploy nothing which stack is meant, whatever else is missing (%j)', (context, sentence) => {
    const output = join(directory, 'identity');
    const { status, stderr } = runApp(output, { ...context, 'aws:cdk:bundling-stacks': [] });
    expect(stderr).toContain(sentence);
    expect(status).toBe(0);
    const { artifacts } = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8'));
    expect(artifacts.Organizations.properties.stackName ?? 'Organizations').toBe(sentence.split(' ')[1]);
  });

  test.each([
    [{ stackName: 'my stack' }, /stackName must be letters.+Example: -c stackName=/],
    [{ stackname: 'Staging' }, /stackname is no name of this context/],
  ])('refuses a wrong name of the stack for those commands, too (%j)', (context, sentence) => {
    const { status, stderr } = runApp(join(directory, 'none'), { ...context, 'aws:cdk:bundling-stacks': [] });
    expect([status, stderr]).toEqual([1, expect.stringMatching(sentence)]);
  });

  test('makes the same template and the same bundles from another checkout, started anywhere', () => {
    const here = readDeployed(synthesizeVariant('everything').output);
    expect(Object.keys(here)).toHaveLength(11);
    const maps = Object.entries(here).flatMap(([path, text]) => (path.endsWith('.map') ? [text] : []));
    const bundled = new Set(maps.flatMap((text) => text.match(/(?<=\.\.\/)node_modules\/(@[^/]+\/)?[^/"]+/g) ?? []));
    expect(bundled).toContain('node_modules/@middy/core');

    const elsewhere = join(directory, 'else', 'where');
    copyProject(elsewhere, bundled);
    const { stderr } = runApp(join(directory, 'there'), VARIANTS.everything, { root: elsewhere, cwd: tmpdir() });
    expect(stderr).not.toMatch(/error/i);
    expect(readDeployed(join(directory, 'there'))).toEqual(here);
  });
});
