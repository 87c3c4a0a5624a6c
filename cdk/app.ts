import { App } from 'aws-cdk-lib';
import { ConfigurationError } from './configuration.ts';
import { synthesizeApp } from './synthesize-app.ts';

const tell = (sentence: string) => process.stderr.write(`${sentence}\n`);

try {
  // By itself CDK would write an empty assembly where the context is wrong.
  synthesizeApp(new App({ autoSynth: false, analyticsReporting: false }), tell);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  tell(error.message);
  process.exitCode = 1;
}
