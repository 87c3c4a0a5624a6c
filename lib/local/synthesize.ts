import { mkdtempSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalStackError } from './local-stack-error.ts';
import { ROOT, runScript } from './run-script.ts';
import { synthesizeTemplate, type Variant } from './synthesize-template.ts';

/** A synthesized stack: the template, and beside it a directory a function with its bundle. */
export type Assembly = {
  readonly directory: string;
  /** The issuer that its functions believe. */
  readonly issuer: string;
};

export type Synthesis = {
  readonly directory: string;
  /** The template is there. */
  readonly template: Promise<void>;
  /** The functions are there. */
  readonly bundles: Promise<void>;
};

/**
 * Begins to make the template and to bundle the functions, side by side, in a directory that goes with the resources.
 * @param variant what this run differs in
 */
export const startSynthesis = (issuer: string, resources: AsyncDisposableStack, variant: Variant = {}): Synthesis => {
  if (resources.disposed) throw new LocalStackError('The local stack has been stopped');
  const directory = mkdtempSync(join(tmpdir(), 'list-organizations-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const template = synthesizeTemplate(directory, issuer, resources, variant).then((text) =>
    writeFile(join(directory, 'Organizations.template.json'), text),
  );
  return { directory, template, bundles: bundleFunctions(directory, resources) };
};

/** As {@link startSynthesis}, whole. @throws LocalStackError with what CDK or esbuild says */
export const synthesize = async (
  issuer: string,
  resources: AsyncDisposableStack,
  variant: Variant = {},
): Promise<Assembly> => {
  const { directory, template, bundles } = startSynthesis(issuer, resources, variant);
  await Promise.all([template, bundles]);
  return { directory, issuer };
};

const bundleFunctions = async (directory: string, resources: AsyncDisposableStack) => {
  const names = await readdir(join(ROOT, 'functions'));
  const script = ['cdk/bundle-functions.ts', directory, ...names];
  await runScript(script, {}, resources, 'The functions cannot be bundled');
};
