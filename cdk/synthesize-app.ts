import { type App, Stack, Validations } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseConfiguration, parseStackIdentity } from './configuration.ts';
import { OrganizationsStack, stackProps } from './organizations-stack.ts';

/**
 * Adds the stack that the app's context asks for, and what checks it; the app is still to be synthesized.
 * @throws ConfigurationError where the context needs a correction
 */
export const addStack = (app: App): Stack => {
  const stack = new OrganizationsStack(app, parseConfiguration(app.node.getAllContext()));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stack;
};

/**
 * For bootstrap, ls, destroy and the like, which only need to know which stack is meant. A stack without resources tells
 * them, so that they need neither an issuer nor the time for bundling.
 */
const identifyStack = (app: App, tell: (sentence: string) => void) => {
  const { stackName, region } = parseStackIdentity(app.node.getAllContext());
  const stack = new Stack(app, 'Organizations', stackProps({ stackName, region }));
  Validations.of(stack).acknowledge({ id: 'CloudFormation-Validate::F0001', reason: 'Nothing deploys this stack.' });
  const where = region ?? 'the region of your AWS configuration';
  tell(`Stack ${stackName} in ${where}. Choose others with -c stackName=… and -c region=….`);
};

/** The CDK CLI runs the app for every command, and asks it to bundle nothing where the command deploys nothing. */
const deploysNothing = (app: App) => {
  const bundled: unknown = app.node.tryGetContext(BUNDLING_STACKS);
  return Array.isArray(bundled) && bundled.length === 0;
};

/**
 * Writes the cloud assembly.
 * @param tell takes what the operator should know beside it
 * @throws ConfigurationError where the context needs a correction; nothing is written then
 */
export const synthesizeApp = (app: App, tell: (sentence: string) => void): void => {
  if (deploysNothing(app)) identifyStack(app, tell);
  else addStack(app);
  app.synth();
};
