import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfiguration } from '../../cdk/configuration.ts';
import { OrganizationsStack } from '../../cdk/organizations-stack.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };

export const REQUIRED_CONTEXT = { issuer: 'https://login.example.com', audience: 'organizations' };

/** The template that `cdk synth -c …` makes of the context, the bundles of the functions included. */
export const synthesize = (context: Record<string, unknown> = {}) => {
  const app = new App({ autoSynth: false, analyticsReporting: false, context: cdkJson.context });
  const configuration = parseConfiguration({ ...REQUIRED_CONTEXT, ...context });
  return Template.fromStack(new OrganizationsStack(app, configuration));
};

/** The properties of each resource of a type, as CDK's assertions hand them out: untyped. */
export const findProperties = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);
