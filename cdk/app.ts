import { App, Stack, Validations } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError, parseConfiguration, parseStackIdentity } from './configuration.ts';
import { OrganizationsStack, stackProps } from './organizations-stack.ts';

// This app calls synth itself: CDK would write an empty assembly where the context is wrong.
const app = new App({ autoSynth: false, analyticsReporting: false });
const context = app.node.getAllContext();

const synthesize = () => {
  new OrganizationsStack(app, parseConfiguration(context));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
};

/**
 * For bootstrap, ls, destroy and the like, which only need to know which stack is meant. A stack without resources tells
 * them, so that they need neither an issuer nor the time for bundling.
 */
const identify = () => {
  const { stackName, region } = parseStackIdentity(context);
  const stack = new Stack(app, 'Organizations', stackProps({ stackName, region }));
  Validations.of(stack).acknowledge({ id: 'CloudFormation-Validate::F0001', reason: 'Nothing deploys this stack.' });
  const where = region ?? 'the region of your AWS configuration';
  process.stderr.write(`Stack ${stackName} in ${where}. Choose others with -c stackName=… and -c region=….\n`);
  app.synth();
};

/** The CDK CLI runs the app for every command, and asks it to bundle nothing where the command deploys nothing. */
const deploysNothing = Array.isArray(context[BUNDLING_STACKS]) && context[BUNDLING_STACKS].length === 0;

try {
  if (deploysNothing) identify();
  else synthesize();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
