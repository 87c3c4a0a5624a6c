import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ConfigurationError, parseConfiguration } from '../../cdk/configuration.ts';
import { EXAMPLE } from '../../cdk/context.ts';
import { findChanges, readResources } from './find-changes.ts';
import { createTemplate, synthesize } from './synthesize.ts';
import { REQUIRED_CONTEXT, VARIANTS } from './variants.ts';

const NAMES = Object.keys(EXAMPLE);
const PAIRS = NAMES.flatMap((one, index) => NAMES.slice(index + 1).map((other) => [one, other] as const));

/** The sentences of a refusal, or none. Anything else that is thrown fails the test. */
const findRefusals = (context: Record<string, unknown>): string[] => {
  try {
    parseConfiguration({ ...REQUIRED_CONTEXT, ...context });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n').slice(1);
  }
};

const giveExamples = (names: readonly string[]) =>
  Object.fromEntries(Object.entries(EXAMPLE).filter(([name]) => names.includes(name)));

const isRefused = (names: readonly string[]) => findRefusals(giveExamples(names)).length > 0;

/**
 * Combinations in which each pair of names that can be given together is found at least once. Each has as many names as can
 * be given together, tried in turn from the pair's own on.
 */
const coverPairs = (): string[][] => {
  const combinations: string[][] = [];
  for (const pair of PAIRS) {
    const isCovered = combinations.some((names) => pair.every((name) => names.includes(name)));
    if (isCovered || isRefused(pair)) continue;
    const combination: string[] = [...pair];
    const next = NAMES.indexOf(pair[1]) + 1;
    for (const name of [...NAMES.slice(next), ...NAMES.slice(0, next)]) {
      if (!combination.includes(name) && !isRefused([...combination, name])) combination.push(name);
    }
    combinations.push(combination);
  }
  return combinations;
};

describe('the names of the context', () => {
  test.each(NAMES)('synthesize, or are refused in a sentence with an example: %s alone', (name) => {
    const refusals = findRefusals(giveExamples([name]));
    for (const refusal of refusals) expect(refusal).toMatch(/\. Example: -c '?\w+=/);
    if (refusals.length === 0) expect(createTemplate(giveExamples([name]))).toBeDefined();
  });

  test.each(NAMES)('are refused in a sentence with an example, where they are: %s with each other name', (name) => {
    for (const pair of PAIRS.filter(([one]) => one === name)) {
      for (const refusal of findRefusals(giveExamples(pair))) expect(refusal).toMatch(/\. Example: -c '?\w+=/);
    }
  });

  test.each(coverPairs().map((names) => [names.join(', '), names] as const))('synthesize together: %s', (_, names) => {
    expect(createTemplate(giveExamples(names))).toBeDefined();
  });
});

/** What names each function's version, and what it is a version of. */
const findVersions = (template: Template) => {
  const resources = [...readResources(template)];
  return resources.flatMap(([id, { Type }]) => {
    if (Type !== 'AWS::Lambda::Version') return [];
    const [construct = ''] = id.split('FunctionCurrentVersion');
    const [, found] =
      resources.find(([other]) => other.startsWith(`${construct}Function`) && /Function\w{8}$/.test(other)) ?? [];
    return [{ construct, version: id, function: JSON.stringify(found?.Properties) }];
  });
};

/** Each variant with each of its names left out, and each variant with each name added, where that synthesizes. */
const { default: plain, everything, restored } = VARIANTS;
const UPDATES = Object.entries({ plain, everything, restored }).flatMap(([variant, context]) =>
  NAMES.map((name) => {
    const { [name]: given, ...without } = context as Record<string, string>;
    const before = given === undefined ? context : without;
    const after = given === undefined ? { ...context, ...giveExamples([name]) } : context;
    return { title: `${variant} ${given === undefined ? 'with' : 'given'} ${name}`, before, after };
  }),
);

describe('a version of a function', () => {
  // Lambda answers "A version for this Lambda function exists" where nothing of the function has changed.
  test.each(UPDATES.filter(({ before, after }) => [before, after].every((one) => findRefusals(one).length === 0)))(
    'is new only where its function has changed: $title',
    ({ before, after }) => {
      const old = findVersions(synthesize(before));
      for (const [index, { version, ...current }] of findVersions(synthesize(after)).entries()) {
        const previous = old[index];
        if (previous !== undefined && version !== previous.version)
          expect(current.function).not.toBe(previous.function);
      }
    },
  );

  test('stays the old one, as does everything else, when the region is given later', () => {
    const later = synthesize({ region: 'eu-central-1' });
    // A deployment of the API is made anew whenever a word of it changes, and does no harm.
    expect(findChanges(synthesize(), later)).toEqual([
      '+ ApiRestApiDeployment',
      '- ApiRestApiDeployment',
      '~ ApiRestApiDeploymentStagev1',
    ]);
    expect(findVersions(later)).toHaveLength(3);
  });
});
