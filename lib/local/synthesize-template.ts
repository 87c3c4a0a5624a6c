import { realpathSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { AUDIENCE } from './issuer.ts';
import type { IssuerEntry } from './read-issuers.ts';
import { ROOT, runScript } from './run-script.ts';
import { findSynthesisInputs, hashInputs } from './synthesis-inputs.ts';
import { findTemplate } from './template.ts';
import { readCachedTemplate, writeCachedTemplate } from './template-cache.ts';

/** Where single-page applications usually run during their development. */
const ALLOWED_ORIGINS = ['http://localhost:3000', 'http://localhost:5173'];

/** Stand for what is different in each run, so that a template can be used again. */
const ISSUER = 'http://issuer.localhost';
const KEYS = 'http://keys.localhost/keys';

/** What a deployment's context says about its issuers. The local stack has its own, and those of its options. */
const ISSUER_CONTEXT: readonly string[] = ['issuers', 'issuer', 'audience', 'jwksUri', 'userIdClaim', 'users'];

const OWN_ENTRY = { issuer: ISSUER, audiences: [AUDIENCE], users: 'id' };

const contextSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** What one run differs in. */
export type Variant = {
  /** Where the functions get the issuer's keys, if not from the issuer. */
  readonly keys?: string;
  /** Whose tokens the functions accept beside those of the stack's own issuer. */
  readonly issuers?: readonly IssuerEntry[];
  readonly context?: Readonly<Record<string, string>>;
};

/**
 * Makes the template, or takes it from an earlier run where nothing that synthesis reads has changed since.
 * @param directory where CDK may write
 * @param issuer whose tokens the functions accept
 * @param variant what this run differs in
 * @returns the template's JSON
 * @throws LocalStackError with what CDK says
 */
export const synthesizeTemplate = async (
  directory: string,
  issuer: string,
  resources: AsyncDisposableStack,
  variant: Variant,
): Promise<string> => {
  const text = await makeTemplate(directory, resources, variant);
  return text.replaceAll(ISSUER, issuer).replaceAll(KEYS, variant.keys ?? '');
};

const makeTemplate = async (
  directory: string,
  resources: AsyncDisposableStack,
  { keys, issuers = [], context = {} }: Variant,
) => {
  const deployed = contextSchema.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8'))).context;
  const cdkContext = JSON.stringify({
    ...Object.fromEntries(Object.entries(deployed).filter(([name]) => !ISSUER_CONTEXT.includes(name))),
    ...(issuers.length === 0 ? { issuer: ISSUER, audience: AUDIENCE } : { issuers: [OWN_ENTRY, ...issuers] }),
    environment: 'dev',
    allowedOrigins: ALLOWED_ORIGINS,
    ...(keys === undefined ? {} : { jwksUri: KEYS }),
    ...context,
    'aws:cdk:enable-asset-metadata': true,
    // The functions are bundled meanwhile, so CDK may bundle those of no stack that there is.
    'aws:cdk:bundling-stacks': ['none'],
    'aws:cdk:disable-asset-staging': true,
  });
  const inputs = await findSynthesisInputs();
  const hash = await hashInputs(inputs, cdkContext);
  const cached = await readCachedTemplate(hash);
  if (cached !== undefined) return cached;
  const output = join(realpathSync(directory), 'cdk.out');
  await mkdir(output);
  const template = await runSynthesis(output, cdkContext, inputs, resources);
  // What was saved in between may be in the template or not.
  if ((await hashInputs(inputs, cdkContext)) === hash) await writeCachedTemplate(hash, template);
  return template;
};

/**
 * Synthesis can read what the hash is of, and nothing else: no template is taken for current that is not. The functions'
 * folders are there for CDK, which names the code in the template by what is in them; nothing here looks at that name.
 */
const runSynthesis = async (
  output: string,
  cdkContext: string,
  inputs: readonly string[],
  resources: AsyncDisposableStack,
) => {
  const packages = join(ROOT, 'node_modules');
  const readable = [output, packages, realpathSync(packages), join(ROOT, 'package.json'), join(ROOT, 'functions')];
  const files = [...readable, ...inputs.map((file) => join(ROOT, file))];
  await runScript(
    ['--permission', `--allow-fs-write=${output}`, ...files.map((file) => `--allow-fs-read=${file}`), 'cdk/app.ts'],
    // CloudFormation's schemas take a second, and CloudFormation never sees this template.
    { CDK_OUTDIR: output, CDK_CONTEXT_JSON: cdkContext, CDK_VALIDATION: 'false' },
    resources,
    'The stack cannot be synthesized',
  ).catch(async (error) => {
    // Esbuild names the column of what is broken, Node.js the line alone
    await findSynthesisInputs();
    throw error;
  });
  const template = z.parse(templateSchema, JSON.parse(await readFile(await findTemplate(output), 'utf8')));
  for (const { Metadata: metadata } of Object.values(template.Resources)) {
    const asset = metadata?.['aws:asset:path'];
    if (typeof asset === 'string') Object.assign(metadata ?? {}, { 'aws:asset:path': basename(asset) });
  }
  // As CDK writes it.
  return JSON.stringify(template, null, 1);
};

const templateSchema = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Metadata: z.optional(z.record(z.string(), z.unknown())) })),
});
