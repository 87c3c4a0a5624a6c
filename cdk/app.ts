import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Configuration, ConfigurationError, parseConfiguration } from './configuration.ts';
import { OrganizationsStack } from './organizations-stack.ts';

// Synthesized by hand, below: by itself CDK would write an empty assembly where the context is wrong.
const app = new App({ autoSynth: false, analyticsReporting: false });

const synthesize = (configuration: Configuration) => {
  new OrganizationsStack(app, configuration);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
};

try {
  synthesize(parseConfiguration(app.node.getAllContext()));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
