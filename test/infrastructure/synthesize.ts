import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfiguration } from '../../cdk/configuration.ts';
import { OrganizationsStack } from '../../cdk/organizations-stack.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { REQUIRED_CONTEXT } from './variants.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** What the CDK CLI adds of its own. */
export const CLI_CONTEXT = { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:enable-path-metadata': true };

type Context = Readonly<Record<string, unknown>>;

/** The template that `cdk synth -c …` makes of the context, the bundles of the functions included; made once for each. */
export const synthesize = (context: Context = {}) => {
  const key = JSON.stringify(context);
  const template = templates.get(key) ?? createTemplate(context);
  templates.set(key, template);
  return template;
};

const templates = new Map<string, Template>();

/** One for all templates: CDK bundles the functions once for each directory. */
const outdir = mkdtempSync(join(tmpdir(), 'organizations-synth-'));
process.once('exit', () => rmSync(outdir, { recursive: true }));

/** The same, made anew and not kept. */
export const createTemplate = (context: Context) => {
  const settings = { autoSynth: false, analyticsReporting: false, builtinCloudFormationValidation: false };
  const app = new App({ ...settings, context: cdkJson.context, outdir });
  Validations.of(app).addPlugins(validateNew);
  return Template.fromStack(new OrganizationsStack(app, parseConfiguration({ ...REQUIRED_CONTEXT, ...context })));
};

const validator = new CloudFormationValidatePlugin();
const validated = new Set<string>();

/**
 * Holds a template against CloudFormation's schemas as CDK does, but only where it has a resource, an output or the like
 * that none before had: this takes two thirds of the time.
 */
const validateNew: IPolicyValidationPlugin = {
  name: validator.name,
  validate: (context) => {
    const parts = context.templatePaths.flatMap(readParts);
    if (parts.every((part) => validated.has(part))) return { success: true, violations: [] };
    const report = validator.validate(context);
    if (report.success) for (const part of parts) validated.add(part);
    return report;
  },
};

/** Without the hashes in the names of versions and deployments: no schema says anything about them. */
const readParts = (path: string) => {
  const sections: Record<string, Record<string, unknown>> = JSON.parse(readFileSync(path, 'utf8'));
  return Object.values(sections)
    .flatMap((section) => Object.values(section))
    .map((part) => JSON.stringify(part).replaceAll(/(?<=CurrentVersion|Deployment)[0-9A-F]{8}[0-9a-f]{32}/g, ''));
};

/** Runs a checkout's app as the CDK CLI does, by default this one's. */
export const runApp = (output: string, context: Context, { root, cwd } = { root: ROOT, cwd: ROOT }) => {
  const environment = {
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...CLI_CONTEXT, ...context }),
  };
  const options = { cwd, env: { ...process.env, ...environment }, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'cdk/app.ts')], options);
  return { status, stderr };
};

/** The properties of each resource of a type, as CDK's assertions hand them out: untyped. */
export const findProperties = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);
