import { expect, test } from 'vitest';
import { parseConfiguration, parseStackIdentity } from '../../cdk/configuration.ts';
import { documentedCommands, isCdk, VARIABLES } from '../support/documented-commands.ts';
import { createTemplate } from './synthesize.ts';

/** The context that a shell hands to the CDK CLI. @throws Error where the command has anything else but `--force` */
const readContext = (command: string): Readonly<Record<string, string>> => {
  const [, options] = /^npx cdk \w+(?: --force)?((?: -c \w+=\S+)*)$/.exec(command) ?? [];
  if (options === undefined) throw new Error(`It has more than a verb and a context: ${command}`);
  const expanded = Object.entries(VARIABLES).reduce(
    (text, [name, value]) => text.replaceAll(new RegExp(`\\$${name}\\b`, 'g'), value),
    options,
  );
  return Object.fromEntries(
    [...expanded.matchAll(/ -c (\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
};

test.each(documentedCommands().filter(isCdk))('%s has a context that the app takes', (command) => {
  const context = readContext(command);
  expect(() => parseStackIdentity(context)).not.toThrow();
  if (!/ (deploy|diff|synth)( |$)/.test(command)) return;
  expect(() => parseConfiguration(context)).not.toThrow();
  expect(createTemplate(context)).toBeDefined();
});
