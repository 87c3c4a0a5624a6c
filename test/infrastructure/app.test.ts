import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { REQUIRED_CONTEXT } from './synthesize.ts';

const ROOT = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'organizations-cdk-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs the app as the CDK CLI does. */
const runApp = (output: string, context: Record<string, unknown>) => {
  const env = {
    ...process.env,
    CDK_OUTDIR: join(directory, output),
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
  };
  const { status, stderr } = spawnSync(process.execPath, ['cdk/app.ts'], { cwd: ROOT, env, encoding: 'utf8' });
  return { status, stderr };
};

const readOutput = (...path: string[]) => readFileSync(join(directory, ...path), 'utf8');

// Each run of the app takes some seconds on a slow machine.
describe('cdk/app.ts', { timeout: 60_000 }, () => {
  it.each(['aws', 'sam'])('synthesizes for %s, and cdk-nag finds nothing that is not accounted for', (target) => {
    const { status, stderr } = runApp(target, {
      ...REQUIRED_CONTEXT,
      target,
      allowedOrigins: 'https://app.example.com',
    });
    expect(stderr).not.toMatch(/ERROR|WARNING/);
    expect(status).toBe(0);
  });

  it('says what is wrong with the context, without a stack trace, and synthesizes nothing', () => {
    const { status, stderr } = runApp('nothing', { audience: 'organizations' });
    expect(status).toBe(1);
    expect(stderr).toBe(
      'The CDK context needs a correction:\n  issuer is missing. Example: -c issuer=https://login.example.com\n',
    );
    expect(existsSync(join(directory, 'nothing', 'manifest.json'))).toBe(false);
  });

  it('makes the same template and the same bundles, wherever the output goes', () => {
    runApp('one', REQUIRED_CONTEXT);
    runApp('elsewhere/two', REQUIRED_CONTEXT);
    const template = 'Organizations.template.json';
    expect(readOutput('elsewhere', 'two', template)).toBe(readOutput('one', template));
  });
});
