import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { BUNDLING_STACKS, DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ConfigurationError } from '../../cdk/configuration.ts';
import { addStack, synthesizeApp } from '../../cdk/synthesize-app.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readTemplate } from '../../lib/local/template.ts';
import { CLI_CONTEXT, ROOT, runApp } from './synthesize.ts';
import { REQUIRED_CONTEXT, VARIANTS } from './variants.ts';

const directory = mkdtempSync(join(tmpdir(), 'organizations-cdk-'));
afterAll(() => rmSync(directory, { recursive: true }));

const NO_BUNDLES = { [BUNDLING_STACKS]: ['none'], [DISABLE_ASSET_STAGING_CONTEXT]: true };

/** An app in this process, which bundles nothing. */
const createApp = (output: string, context: Readonly<Record<string, unknown>>) =>
  new App({
    autoSynth: false,
    analyticsReporting: false,
    outdir: join(directory, output),
    context: { ...cdkJson.context, ...CLI_CONTEXT, ...NO_BUNDLES, ...context },
  });

/** Synthesizes a variant, once for all tests. @returns the name of its output */
const synthesizeVariant = (name: keyof typeof VARIANTS) => {
  if (!existsSync(join(directory, name))) synthesizeApp(createApp(name, VARIANTS[name]), () => expect.unreachable());
  return name;
};

/** What CDK and cdk-nag find in what was synthesized, and nobody has acknowledged: errors and warnings. */
const readFindings = (output: string): unknown[] => {
  const { pluginReports } = JSON.parse(readFileSync(join(directory, output, 'validation-report.json'), 'utf8'));
  return z
    .array(z.looseObject({ violations: z.array(z.unknown()) }))
    .parse(pluginReports)
    .flatMap((r) => r.violations);
};

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

describe('the app', () => {
  test.each(['default', 'dev', 'sam', 'everything', 'secondRegion', 'restored'] as const)(
    'synthesizes, and cdk-nag finds nothing that is not accounted for (%s)',
    (name) => {
      expect(readFindings(synthesizeVariant(name))).toEqual([]);
    },
  );

  test.each(['default', 'dev', 'sam', 'everything'] as const)(
    'is understood by the local gateway (%s)',
    async (name) => {
      const { api } = await readTemplate(join(directory, synthesizeVariant(name)));
      expect([...api.methods.keys()]).toContain(
        name === 'sam' ? 'GET /v1/api/organizations' : 'GET /api/organizations',
      );
    },
  );

  test('fails where cdk-nag finds something', () => {
    const app = createApp('found', REQUIRED_CONTEXT);
    new Topic(addStack(app), 'Unencrypted');
    expect(() => app.synth()).toThrow(/AwsSolutions-SNS3/);
    expect(readFindings('found')).toMatchObject([{ ruleName: 'AwsSolutions-SNS3' }]);
  });

  test.each([
    [{}, 'Stack Organizations in the region of your AWS configuration.'],
    [{ stackName: 'Staging', region: 'eu-west-1' }, 'Stack Staging in eu-west-1.'],
    [VARIANTS.everything, 'Stack Organizations-everything in eu-central-1.'],
  ])('tells commands that deploy nothing which stack is meant, whatever else is missing (%j)', (context, sentence) => {
    const told: string[] = [];
    synthesizeApp(createApp('identity', { ...context, [BUNDLING_STACKS]: [] }), (line) => told.push(line));
    expect(told).toEqual([expect.stringContaining(sentence)]);
    expect(readFindings('identity')).toEqual([]);
    const { artifacts } = JSON.parse(readFileSync(join(directory, 'identity/manifest.json'), 'utf8'));
    expect(artifacts.Organizations.properties.stackName ?? 'Organizations').toBe(sentence.split(' ')[1]);
  });

  test.each([
    [{ stackName: 'my stack' }, /stackName must be letters.+Example: -c stackName=/],
    [{ stackname: 'Staging' }, /Unknown context name stackname\. Did you mean stackName\?/],
  ])('refuses a wrong name of the stack for those commands, too (%j)', (context, sentence) => {
    const app = createApp('none', { ...context, [BUNDLING_STACKS]: [] });
    const synthesize = () => synthesizeApp(app, () => expect.unreachable());
    expect(synthesize).toThrow(ConfigurationError);
    expect(synthesize).toThrow(sentence);
  });
});

describe('cdk/app.ts', () => {
  test('says what is wrong with the context, without a stack trace, and synthesizes nothing', () => {
    const { status, stderr } = runApp(join(directory, 'nothing'), { audience: 'organizations' });
    expect(status).toBe(1);
    expect(stderr).toBe(
      'The CDK context needs a correction:\n  issuer is missing. Example: -c issuer=https://login.example.com\n',
    );
    expect(existsSync(join(directory, 'nothing', 'manifest.json'))).toBe(false);
  });

  test('makes the same template and the same bundles from another checkout, started anywhere', () => {
    const { status, stderr } = runApp(join(directory, 'here'), VARIANTS.everything);
    expect(stderr).not.toMatch(/ERROR|WARNING/i);
    expect(status).toBe(0);
    const here = readDeployed(join(directory, 'here'));
    expect(Object.keys(here)).toHaveLength(11);
    const maps = Object.entries(here).flatMap(([path, text]) => (path.endsWith('.map') ? [text] : []));
    const bundled = new Set(maps.flatMap((text) => text.match(/(?<=\.\.\/)node_modules\/(@[^/]+\/)?[^/"]+/g) ?? []));
    expect(bundled).toContain('node_modules/@middy/core');

    const elsewhere = join(directory, 'else', 'where');
    copyProject(elsewhere, bundled);
    expect(runApp(join(directory, 'there'), VARIANTS.everything, { root: elsewhere, cwd: tmpdir() }).status).toBe(0);
    expect(readDeployed(join(directory, 'there'))).toEqual(here);
  });
});
