import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeMember, encodeUser } from '../../lib/table/encode.ts';
import { buildMember, buildUser } from '../support/build-records.ts';
import { type IssuerServer, startIssuerServer } from '../support/issuer-server.ts';
import { type LocalApi, startLocalApi } from '../support/local-api.ts';
import { operate } from '../support/operate.ts';
import { createTenants, expectIds, expectInvalidToken } from '../support/tenants.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';

let api: LocalApi;
let issuer: IssuerServer;
let directory: string;
const tenants = createTenants(() => api);
const users = (command: string, options: readonly string[] = [], input = '') =>
  operate(['users', ...command.split(' '), ...options, '--port', new URL(api.stack.url).port], { input });
const explain = (token: string, options: readonly string[] = []) =>
  operate(['tokens', 'explain', ...options, '--port', new URL(api.stack.url).port], { input: `${token}\n` });
const of = (subject: string, url = issuer.url) => ['--issuer', url, '--subject', subject];
const withSubject = async (sub: string) => tenants.withToken(await issuer.sign({ sub }));

beforeAll(async () => {
  issuer = await startIssuerServer();
  directory = await mkdtemp(join(tmpdir(), 'links-'));
  const issuers = [buildIssuer({ issuer: issuer.url, users: 'linked' })];
  api = await startLocalApi({ Authorizer: { ISSUERS: JSON.stringify(issuers) } });
  for (const id of [801, 802, 803, 804]) await tenants.put(id, { email: `user-${id}@example.com` });
});
afterAll(async () => {
  await api.close();
  await issuer.close();
  await rm(directory, { recursive: true });
});

describe('an operator', () => {
  test('links an identity, sees it, and unlinks it, each from the next request', async () => {
    expectInvalidToken(await withSubject('one'));
    expect((await users('link 804', of('one'))).stdout).toContain('is linked to user 804');
    expectIds(await withSubject('one'), [804]);
    expect((await users('link 804', of('one'))).stdout).toContain('was linked before to user 804');
    const { stdout } = await users('show 804', ['--json']);
    expect(JSON.parse(stdout).identities).toEqual([{ issuer: issuer.url, claim: 'sub', value: 'one' }]);
    expect((await users('show 804')).stdout).toContain('one');
    expect((await users('unlink 804', of('one'))).status).toBe(0);
    expectInvalidToken(await withSubject('one'));
    expect(await users('unlink 804', of('one'))).toMatchObject({ status: 1, stderr: 'There is no such identity.\n' });
  });

  test('never moves an identity silently, nor links one to nobody', async () => {
    await users('link 801', of('two'));
    expect((await users('link 802', of('two'))).stderr).toBe(
      'The identity is linked to user 801. Unlink it first, with `users unlink 801`.\n',
    );
    expect((await users('unlink 802', of('two'))).status).toBe(1);
    expectIds(await withSubject('two'), [801]);
    expect((await users('link 899', of('three'))).stderr).toContain('There is no user 899.');
    expect((await users('link 801', of(''))).status).toBe(2);
    expect((await users('link 801')).status).toBe(2);
    expect((await users('link', of('three'))).status).toBe(2);
  });

  test('links whom a valid token names, and nobody by a bad one', async () => {
    const token = await issuer.sign({ sub: 'by-token' });
    const bad = await issuer.sign({ sub: 'by-token', aud: 'other' });
    const { status, stderr } = await users('link 802', ['--token-stdin'], bad);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'The token is refused by the rule audience. `tokens explain` says more.\n',
    });
    expectInvalidToken(await withSubject('by-token'));
    expect((await users('link 802', ['--token-stdin'], token)).status).toBe(0);
    expectIds(await withSubject('by-token'), [802]);
  });

  test('adds no user whose id still has identities or memberships', async () => {
    await api.put(encodeMember(buildMember({ organizationId: 888_001, userId: 850 })));
    const add = (id: number) =>
      users(`add ${id}`, ['--username', 'a', '--name', 'A', '--email', 'a@example.com', '--yes']);
    expect((await add(850)).stderr).toContain('User 850 still has 1 memberships.');
    expect((await add(801)).stderr).toContain('User 801 already exists');
    expect((await add(851)).status).toBe(0);
  });

  test('moves every identity of an issuer whose URL has changed', async () => {
    const old = 'https://old.example.com';
    for (const [id, subject] of [
      [801, 'r1'],
      [802, 'r2'],
      [803, 'taken'],
    ] as const)
      await users(`link ${id}`, of(subject, old));
    await users('link 801', of('taken'));
    const options = ['--from-issuer', old, '--to-issuer', issuer.url, '--yes'];
    expect((await users('relink', [...options, '--dry-run'])).stdout).toContain('3 identities would be moved');
    expectInvalidToken(await withSubject('r1'));
    const moved = await users('relink', options);
    expect(moved.stdout).toContain('2 identities are moved, 1 refused');
    expect(moved).toMatchObject({ status: 1, stderr: expect.stringContaining('User 803: the identity of') });
    expectIds(await withSubject('r1'), [801]);
    expectIds(await withSubject('taken'), [801]);
    expect((await users('relink', options)).stdout).toContain('0 identities are moved, 1 refused');
    expect((await users('relink', ['--from-issuer', old, '--to-issuer', old])).status).toBe(2);
  });
});

describe('a file of links', () => {
  const file = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };

  test('is linked line by line, and each refusal is named by its line', async () => {
    await users('link 801', of('mine'));
    const csv = await file(
      'links.csv',
      `\ufeffid,issuer,subject\r\n801,${issuer.url},"a,""b"""\r\n802,${issuer.url},mine\n\n899,${issuer.url},x\n803,,x\nx,${issuer.url},x\n803,${issuer.url},c\n`,
    );
    const dry = await users('link', ['--from', csv, '--dry-run']);
    expect(dry.stdout).toContain('2 identities would be linked, 0 were before, 4 lines are refused.');
    expectInvalidToken(await withSubject('c'));
    const { status, stdout, stderr } = await users('link', ['--from', csv]);
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: '2 identities are linked, 0 were before, 4 lines are refused.\n',
    });
    expect(stderr.split('\n').flatMap((line) => line.match(/^Line \d+/) ?? [])).toEqual([
      'Line 3',
      'Line 5',
      'Line 6',
      'Line 7',
    ]);
    expectIds(await withSubject('a,"b"'), [801]);
    expectIds(await withSubject('c'), [803]);
  });

  test('finds users by a verified address that is theirs alone, and never one with sudo rights', async () => {
    const staff = { isStaff: true, hasSudoRights: true };
    await api.put(
      encodeUser(buildUser({ id: 861, email: 'Shared@example.com' })),
      encodeUser(buildUser({ id: 862, email: 'shared@Example.com' })),
      encodeUser(buildUser({ id: 863, email: 'root@example.com', staffInfo: staff })),
    );
    const row = (email: string, email_verified: unknown, subject: string) =>
      JSON.stringify({ email, email_verified, issuer: issuer.url, subject });
    const ndjson = await file(
      'links.ndjson',
      [
        row('USER-802@example.com', true, 'mail-802'),
        row('user-803@example.com', false, 'mail-803'),
        row('user-803@example.com', undefined, 'mail-803'),
        row('shared@example.com', true, 'mail-shared'),
        row('root@example.com', true, 'mail-root'),
        row('nobody@example.com', true, 'mail-nobody'),
        'nonsense',
      ].join('\n'),
    );
    expect((await users('link', ['--from', ndjson])).stdout).toContain('0 identities are linked');
    const dry = await users('link', ['--from', ndjson, '--by-email', '--dry-run']);
    expect(dry.stderr).toContain('Line 1: by its e-mail address, user 802');
    expect(dry.stdout).toContain('1 identities would be linked, 0 were before, 6 lines are refused.');
    const { stdout, stderr } = await users('link', ['--from', ndjson, '--by-email']);
    expect(stdout).toContain('1 identities are linked, 0 were before, 6 lines are refused.');
    for (const reason of ['email_verified is not true', '2 users have this address', 'has sudo rights', 'no user has'])
      expect(stderr).toContain(reason);
    expectIds(await withSubject('mail-802'), [802]);
  });

  test('is what an export of all identities makes', async () => {
    await users('link 803', of('exported'));
    const { stdout } = await users('export-identities');
    expect(stdout).toContain(`{"id":803,"issuer":"${issuer.url}","claim":"sub","subject":"exported"}\n`);
    await users('unlink 803', of('exported'));
    const exported = await file('exported.ndjson', stdout);
    expect((await users('link', ['--from', exported])).stdout).toMatch(/^1 identities are linked, \d+ were before, 0 /);
    expectIds(await withSubject('exported'), [803]);
  });

  test('that is not there is said in a sentence', async () => {
    const { status, stderr } = await users('link', ['--from', join(directory, 'none')]);
    expect(status).toBe(1);
    expect(stderr).toContain('cannot be read');
  });
});

describe('a token is explained', () => {
  const rulesOf = (stdout: string) => JSON.parse(stdout).rules;

  test('that lets a user in', async () => {
    await users('link 801', of('explained'));
    const token = await issuer.sign({ sub: 'explained' });
    const { status, stdout } = await explain(token, ['--json']);
    expect({ status, userId: JSON.parse(stdout).userId }).toEqual({ status: 0, userId: 801 });
    expect(new Set(rulesOf(stdout).map(({ outcome }: { outcome: string }) => outcome))).toEqual(new Set(['passed']));
    const { stdout: text } = await explain(token);
    expect(text).toContain('The token is accepted: it belongs to user 801.');
    expect(text).not.toContain(token.split('.')[2]);
  });

  test.each<[string, object, string]>([
    ['audience', { aud: 'x' }, 'it needs aud of "organizations"; or none, with a client_id of none; its aud is "x".'],
    ['unknown-issuer', { iss: 'https://x' }, 'it needs an iss that is configured, exactly; its iss is "https://x".'],
    ['not-linked', { sub: 'nobody' }, 'it needs an identity that is linked to a user'],
    ['expired', { iat: 1_600_000_000, exp: 1_600_000_600 }, 'it needs an exp in the future'],
    ['user-claim', { sub: 7 }, 'it needs sub: a text that is not empty'],
    ['token-kind', { cnf: {} }, 'it needs neither events'],
  ])('that breaks the rule %s', async (rule, claims, words) => {
    const { status, stdout, stderr } = await explain(await issuer.sign({ sub: 'explained', ...claims }), ['--json']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'The token is refused.\n' });
    const { conclusion, rules } = JSON.parse(stdout);
    expect(conclusion).toContain(`The token is refused by the rule ${rule}: ${words}`);
    expect(rules.find(({ outcome }: { outcome: string }) => outcome === 'failed').rule).toBe(rule);
  });

  test('by every rule that can be checked, after the first that failed', async () => {
    const { stdout } = await explain(await issuer.sign({ sub: '', aud: 'x', cnf: {} }), ['--json']);
    const outcomes = Object.fromEntries(
      rulesOf(stdout).map(({ rule, outcome }: { rule: string; outcome: string }) => [rule, outcome]),
    );
    expect(outcomes).toMatchObject({
      signature: 'passed',
      audience: 'failed',
      'token-kind': 'failed',
      'user-claim': 'failed',
      expired: 'passed',
      'not-linked': 'not checked',
    });
  });

  test('that cannot be read, or whose issuer does not answer', async () => {
    expect((await explain('a.b')).stdout).toContain('refused by the rule token-format');
    expect((await explain('a.b')).status).toBe(1);
    issuer.react = () => ({ status: 500, body: '' });
    const { status, stderr } = await explain(await issuer.sign({ sub: 'x' }));
    issuer.react = () => 'pass';
    expect(status).toBe(1);
    expect(stderr).toBe(
      `The token cannot be checked: the keys of the issuer ${issuer.url} cannot be fetched (the issuer answered 500).\n`,
    );
  });
});
