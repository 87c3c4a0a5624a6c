import { describe, expect, test } from 'vitest';
import { findChanges, readResources } from './find-changes.ts';
import { findProperties, synthesize } from './synthesize.ts';

/** The procedures of cdk/RUNBOOK.md, each as the templates that its deployments bring, one after the other. */
const follow = (...contexts: Readonly<Record<string, string>>[]) =>
  contexts.slice(1).map((context, index) => findChanges(synthesize(contexts[index]), synthesize(context)));

const codeOf = (construct: string) => [
  `+ ${construct}FunctionCurrentVersion`,
  `- ${construct}FunctionCurrentVersion`,
  `~ ${construct}Function`,
  `~ ${construct}FunctionAliaslive`,
];
const canaryOf = (construct: string) =>
  ['Application', '', 'ServiceRole'].map((part) => `${construct}FunctionAliasliveCanary${part}`);
const policyOf = (construct: string) => `~ ${construct}RoleDefaultPolicy`;

const FUNCTIONS = ['Authorizer', 'ListOrganizations', 'ExpireTrials'];
const CALLED_OFTEN = ['Authorizer', 'ListOrganizations'];

const OLD = 'Organizations-TableOrganizations-1ABC';
const RESTORED = `${OLD}-restored`;

describe('restoring the table', () => {
  const readBoth = { existingTable: RESTORED, previousTable: OLD, recordKeyUse: 'true', canary: 'false' };
  const settled = { existingTable: RESTORED, recordKeyUse: 'true' };
  const [restoration, settlement] = follow({}, readBoth, settled);

  test('moves the functions to the restored table at once, and leaves the old one alone', () => {
    expect(restoration).toEqual(
      [
        ...FUNCTIONS.flatMap((name) => [...codeOf(name), policyOf(name)]),
        ...CALLED_OFTEN.flatMap(canaryOf).map((id) => `- ${id}`),
        '- TableOrganizations',
        '~ MonitoringDashboard',
        '~ MonitoringTableThrottles',
      ].sort(),
    );
    const table = [...readResources(synthesize())].find(([id]) => id.startsWith('TableOrganizations'))?.[1];
    expect(table?.DeletionPolicy).toBe('Retain');
  });

  test('lets old and new code read, each its own table, while the functions move one after the other', () => {
    for (const policy of findPolicies(readBoth)) {
      expect(policy).toContain(`table/${RESTORED}"`);
      expect(policy).toContain(`table/${OLD}"`);
    }
    const updates = [...readResources(synthesize(readBoth)).values()].filter(
      ({ Type }) => Type === 'AWS::Lambda::Alias',
    );
    for (const alias of updates) expect(alias).not.toHaveProperty('UpdatePolicy');
  });

  test('ends with the restored table alone, and with canaries again', () => {
    const canaries = CALLED_OFTEN.flatMap((name) => [
      ...canaryOf(name).map((id) => `+ ${id}`),
      `~ ${name}FunctionAliaslive`,
    ]);
    expect(settlement).toEqual([...FUNCTIONS.map(policyOf), ...canaries].sort());
    for (const policy of findPolicies(settled)) expect(policy).not.toContain(`table/${OLD}"`);
  });

  test('is refused with canaries, which would answer from two tables for minutes', () => {
    expect(() => synthesize({ ...readBoth, canary: 'true' })).toThrow(/canary must be false with previousTable/);
    expect(() => synthesize({ existingTable: RESTORED, previousTable: OLD, recordKeyUse: 'true' })).toThrow(
      /canary must be false/,
    );
  });
});

/** The policies that let functions read a table, as text. */
const findPolicies = (context: Readonly<Record<string, string>>) => {
  const all = findProperties(synthesize(context), 'AWS::IAM::Policy').map((policy) => JSON.stringify(policy));
  const policies = all.filter((policy) => policy.includes('dynamodb:'));
  expect(policies).toHaveLength(FUNCTIONS.length);
  return policies;
};

describe('replicas', () => {
  const home = { region: 'eu-central-1' };
  const quiet = { ...home, recordKeyUse: 'false' };
  const one = { ...quiet, replicas: 'eu-west-1' };
  const two = { ...quiet, replicas: 'eu-west-1,us-east-1' };

  test('come and go one with each update, which changes nothing else', () => {
    expect(follow(quiet, one, two, one, quiet)).toEqual(Array(4).fill(['~ TableOrganizations']));
    const regions = [quiet, one, two].map((context) => findReplicas(context).length);
    expect(regions).toEqual([1, 2, 3]);
  });

  test('need a deployment before, by which the last use of keys is no longer recorded', () => {
    expect(follow(home, quiet)).toEqual([[...codeOf('Authorizer'), policyOf('Authorizer')].sort()]);
    expect(() => synthesize({ ...home, replicas: 'eu-west-1' })).toThrow(/recordKeyUse must be given with replicas/);
  });

  test('are protected from deletion, which is why one is unprotected before it goes', () => {
    for (const replica of findReplicas(two)) expect(replica).toMatchObject({ DeletionProtectionEnabled: true });
  });
});

const findReplicas = (context: Readonly<Record<string, string>>): object[] =>
  findProperties(synthesize(context), 'AWS::DynamoDB::GlobalTable')[0].Replicas;

test("moving to another address of the issuer's keys changes the authorizer, which forgets the stolen key, and nothing else", () => {
  expect(follow({}, { jwksUri: 'https://login.example.com/new-keys' })).toEqual([codeOf('Authorizer').sort()]);
});

test('a second region has everything of its own but the table, and writes nothing', () => {
  const second = synthesize({ region: 'eu-west-1', existingTable: OLD, recordKeyUse: 'false' });
  const first = synthesize({ region: 'eu-central-1', recordKeyUse: 'false', replicas: 'eu-west-1' });
  const [missing] = [findChanges(first, second).filter((change) => !change.startsWith('~'))];
  expect(missing?.filter((change) => !/Version|Deployment$/.test(change))).toEqual(['- TableOrganizations']);
  const [authorizers] = findPolicies({ region: 'eu-west-1', existingTable: OLD, recordKeyUse: 'false' });
  expect(authorizers).toContain('AuthorizerRole');
  expect(authorizers).not.toContain('UpdateItem');
});

describe('a first deployment that fails', () => {
  test.each([
    ['prod', {}, ['AWS::DynamoDB::GlobalTable']],
    [
      "prod with a customer's key",
      { region: 'eu-central-1', tableKey: 'new' },
      ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key'],
    ],
    ['dev', { environment: 'dev' }, []],
  ])("leaves what the runbook cleans up, and API Gateway's role of the account: %s", (_title, context, left) => {
    const resources = [...readResources(synthesize(context)).values()];
    const kept = resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain').map(({ Type }) => Type);
    const ofTheAccount = ['AWS::ApiGateway::Account', 'AWS::IAM::Role'];
    expect(kept.sort()).toEqual([...left, ...ofTheAccount].sort());
    const groups = resources.filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(new Set(groups.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set([left.length === 0 ? 'Delete' : 'RetainExceptOnCreate']),
    );
  });
});
