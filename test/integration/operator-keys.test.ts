import { describe, expect, test } from 'vitest';
import { formatApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import { encodeApiKey } from '../../lib/table/encode.ts';
import { buildApiKey, daysFromNow, NOW } from '../support/build-records.ts';
import { useKeyOperator } from '../support/key-operator.ts';

const { api, putOrganization, keys, issue, list, expectAccepted, expectRefused } = useKeyOperator();

describe('a key that is issued', () => {
  test('works, and is shown once and nowhere else', async () => {
    const organizationId = await putOrganization();
    const options = ['--name', 'ci', '--role', 'member', '--expires', '90d'];
    const { status, stdout, stderr } = await keys('issue', organizationId, options);
    expect(status).toBe(0);
    const key = stdout.trimEnd();
    expect(key).toMatch(/^ei_org_[0-9A-Za-z]{46}$/);
    expect(stderr).toContain('Key 1 (ci)');
    await expectAccepted(key, organizationId);
    const outputs = [stderr, (await keys('list', organizationId)).stdout, JSON.stringify(await list(organizationId))];
    for (const secret of [key, key.slice(0, 16), hashApiKey(key), hashApiKey(key).slice(0, 16)]) {
      for (const output of [...outputs, ...api().lines]) expect(output).not.toContain(secret);
    }
  });

  test('is described as JSON, the key in it once', async () => {
    const organizationId = await putOrganization();
    const given = ['--name', 'ci', '--role', 'admin', '--expires', '1d', '--json'];
    const { stdout, stderr } = await keys('issue', organizationId, given, { now: NOW });
    const { key, ...described } = JSON.parse(stdout);
    expect(described).toEqual({
      ...{ id: 1, organization: organizationId, name: 'ci', role: 'admin' },
      ...{ created: new Date(NOW).toISOString(), expires: daysFromNow(1) },
    });
    expect(stdout.split(key)).toHaveLength(2);
    expect(stderr).toBe('');
  });

  test('is refused once it has expired', async () => {
    const organizationId = await putOrganization();
    const hourAgo = Date.now() - 60 * 60 * 1000;
    const { key } = await issue(organizationId, ['--expires', '30m'], { now: hourAgo });
    await expectRefused(key);
    expect(await list(organizationId)).toMatchObject([{ state: 'expired' }]);
  });

  test('has an id of its own, however many are issued at once', async () => {
    const organizationId = await putOrganization();
    await api().put(encodeApiKey(buildApiKey({ organizationId, keyId: 41, hash: hashApiKey('imported') })));
    const issued = await Promise.all(Array.from({ length: 8 }, () => issue(organizationId)));
    expect(issued.map(({ id }) => id).toSorted()).toEqual([42, 43, 44, 45, 46, 47, 48, 49]);
    expect(new Set(issued.map(({ key }) => key)).size).toBe(8);
    expect((await list(organizationId)).map(({ id }) => id)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49]);
  });

  test.each([
    ['no such organization', 6999, [], 'There is no organization 6999.'],
    ['a time that is past', 7001, ['--expires', '2020-01-01'], 'A key cannot expire in the past.'],
  ])('is none for %s', async (_, organizationId, options, sentence) => {
    const { status, stdout, stderr } = await keys('issue', organizationId, [
      '--name',
      'a',
      '--role',
      'admin',
      ...options,
    ]);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `${sentence}\n` });
  });

  test('is none for a deleted organization', async () => {
    const organizationId = await putOrganization({ deletedDate: '2025-01-01T00:00:00Z' });
    const { status, stderr } = await keys('issue', organizationId, ['--name', 'a', '--role', 'admin']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('was deleted on 2025-01-01') });
    expect(await list(organizationId)).toEqual([]);
  });
});

describe("a customer's own key", () => {
  const options = ['--name', 'own', '--role', 'member', '--key-stdin'];

  test('works, and is never printed', async () => {
    const organizationId = await putOrganization();
    const key = 'ei_0123456789abcdef0123456789abcdef';
    for (const input of [key, `${key}\n`, `${key}\r\n`]) {
      const { stdout, stderr } = await keys('issue', organizationId, options, { input });
      expect(stdout + stderr).not.toContain(key);
    }
    await expectAccepted(key, organizationId);
    const other = await putOrganization();
    const { status, stderr } = await keys('issue', other, [...options, '--json'], { input: key });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('This key already exists') });
    await expectAccepted(key, organizationId);
    expect(await list(organizationId)).toHaveLength(1);
  });

  test('has one owner only, if two bring it at once', async () => {
    const organizationIds = [await putOrganization(), await putOrganization()];
    const key = 'ei_at-once.at-once.at-once.at-once.at-once';
    const outcomes = await Promise.all(organizationIds.map((id) => keys('issue', id, options, { input: key })));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([0, 1]);
  });

  test.each([
    ['is too short', 'ei_short'],
    ['has another prefix', 'sk_0123456789abcdef0123456789abcdef'],
    ['has spaces', ' ei_0123456789abcdef0123456789abcdef'],
    ['is two lines', 'ei_0123456789abcdef0123456789abcdef\nei_0123456789abcdef0123456789abcdef'],
    ['looks generated and was not', `${formatApiKey('a'.repeat(40)).slice(0, -1)}!`],
    ['looks generated and has another checksum', formatApiKey('a'.repeat(40)).replace('aa', 'ab')],
    ['is empty', ''],
  ])('is refused that %s', async (_, input) => {
    const organizationId = await putOrganization();
    const { status, stdout, stderr } = await keys('issue', organizationId, options, { input });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('A key begins with ei_');
    if (input !== '') expect(stderr).not.toContain(input);
    expect(await list(organizationId)).toEqual([]);
  });
});
