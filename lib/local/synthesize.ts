import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { AUDIENCE } from './issuer.ts';
import { LocalStackError } from './local-stack-error.ts';

/** The project's directory, absolute. */
export const ROOT = join(import.meta.dirname, '../..');

/** Where single-page applications usually run during their development. */
const ALLOWED_ORIGINS = ['http://localhost:3000', 'http://localhost:5173'];

const contextSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** A synthesized stack. */
export type Assembly = {
  readonly directory: string;
  /** The issuer that its functions believe. */
  readonly issuer: string;
};

/**
 * Synthesizes the stack and bundles its functions, as `cdk synth` would, into a directory that goes with the resources.
 * @param variant context that this run differs in
 * @throws LocalStackError with what CDK says
 */
export const synthesize = async (
  issuer: string,
  resources: AsyncDisposableStack,
  variant: Readonly<Record<string, string>> = {},
): Promise<Assembly> => {
  const { context } = contextSchema.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')));
  const local = { issuer, audience: AUDIENCE, environment: 'dev', allowedOrigins: ALLOWED_ORIGINS };
  const cdkContext = JSON.stringify({ ...context, ...local, ...variant, 'aws:cdk:enable-asset-metadata': true });
  if (resources.disposed) throw new LocalStackError('The local stack has been stopped');
  // No await up to here: a disposal in between would miss the directory.
  const directory = mkdtempSync(join(tmpdir(), 'list-organizations-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const child = spawn(process.execPath, ['cdk/app.ts'], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: cdkContext },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  resources.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [said, [code]] = await Promise.all([text(child.stderr), ended]);
  if (code !== 0) throw new LocalStackError(`The stack cannot be synthesized:\n${said.trim()}`);
  return { directory, issuer };
};
