import { describe, expect, test } from 'vitest';
import { encodeUser } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { userKey } from '../../lib/table/keys.ts';
import { buildUser } from '../support/build-records.ts';
import { expectError, expectOrganizations } from '../support/local-api.ts';
import { operate } from '../support/operate.ts';
import { startOperator, USER } from '../support/operator.ts';

const { api, table, run, runWell, expectRefusal, callAs, listAs, putOrganization, change } = startOperator();

describe('users', () => {
  test('are added once, and come in with tokens', async () => {
    const user = ['--username', 'ada', '--name', 'Ada', '--email', 'ada@example.com'];
    expect(JSON.parse(await runWell('users add 8100 --json', ...user))).toMatchObject({ id: 8100, activated: true });
    expect(await listAs(8100)).toEqual([]);
    expect(await run('users add 8100', ...user)).toMatchObject({
      status: 1,
      stderr: 'User 8100 already exists.\n',
    });
    await runWell('users add 8101 --no-activated --pending', ...user);
    expectError(await callAs(8101), 401, 'Invalid JWT token');
  });

  test('are kept out and let in again, from the next request on', async () => {
    await api().put(encodeUser(buildUser({ id: 8102 })));
    expect(await listAs(8102)).toEqual([]);
    await runWell('users disable 8102');
    expectError(await callAs(8102), 401, 'Invalid JWT token');
    expect(JSON.parse(await runWell('users disable 8102 --json'))).toEqual({ id: 8102, changed: false });
    await runWell('users enable 8102');
    expect(await listAs(8102)).toEqual([]);
  });

  test('lose the tokens that they have so far, and no later ones', async () => {
    await api().put(encodeUser(buildUser({ id: 8103 })));
    const soon = Math.floor(Date.now() / 1000) + 30;
    await expectRefusal('users revoke-tokens 8103', '--yes');
    expect(await listAs(8103)).toEqual([]);
    const before = Math.floor(Date.now() / 1000);
    await runWell('users revoke-tokens 8103 --yes');
    expectError(await callAs(8103, '--claim', `iat=${before}`), 401, 'Invalid JWT token');
    expect(expectOrganizations(await callAs(8103, '--claim', `iat=${soon}`))).toEqual([]);
    const later = new Date(Date.now() + 60_000).toISOString();
    const key = userKey(8103);
    await change(key, { tokensValidFrom: { S: later } });
    expect(JSON.parse(await runWell('users revoke-tokens 8103 --yes --json'))).toMatchObject({ changed: false });
    expect((await getItem(table(), key))?.['tokensValidFrom']).toEqual({ S: later });
  });

  test('are shown with where they are members', async () => {
    await api().put(encodeUser(buildUser({ id: 8104, name: 'Eve\u001b[2J' })));
    const ids = [await putOrganization(), await putOrganization()];
    for (const id of ids) await runWell(`organizations add-member ${id} 8104 --role guest`);
    const shown = JSON.parse(await runWell('users show 8104 --json'));
    expect(shown).toMatchObject({ id: 8104, organizations: ids.map((id) => ({ id, role: 'guest' })) });
    const text = await runWell('users show 8104');
    expect(text).toMatch(new RegExp(`^${ids[0]} +guest$`, 'm'));
    expect(text).not.toContain('\u001b');
  });

  test.each(['show', 'disable', 'enable', 'revoke-tokens --yes'])('that are unknown are named: %s', (command) =>
    expectRefusal(`users ${command} 8999`, 'There is no user 8999'),
  );
});

test('a change says in which table it is made, and a read does not', async () => {
  const { port } = new URL(api().stack.url);
  const outcome = (command: string) => operate([...command.split(' '), '--port', port], { keepsPlace: true });
  const place = `In table ${api().stack.tableName} of the local stack on port ${port}`;
  expect((await outcome('users enable 8000')).stderr).toBe(`${place}:\n`);
  expect((await outcome('users show 8000')).stderr).toBe('');
  expect((await outcome('users revoke-tokens 8000')).stderr).toBe(
    `${place}: Revoke all tokens issued to user 8000 so far? No terminal to ask on. Repeat with --yes to confirm.\n`,
  );
});

describe('tokens', () => {
  const outcomeOf = async (...options: readonly string[]) => {
    const { status, body } = await callAs(USER, ...options);
    return status === 200 ? 'accepted' : JSON.parse(body).error;
  };

  test.each([
    [['--expires', '1h'], 'accepted'],
    [['--header', 'typ=at+jwt', '--claim', 'note=any text'], 'accepted'],
    [['--claim', 'sub=8000'], 'accepted'],
    [['--expired'], 'Your JWT token has expired'],
    [['--expired', '--bad-signature'], 'Invalid JWT token'],
    [['--bad-signature'], 'Invalid JWT token'],
    [['--unsigned'], 'Invalid JWT token'],
    [['--without', 'exp'], 'Invalid JWT token'],
    [['--claim', 'aud=somebody else'], 'Invalid JWT token'],
    [['--claim', 'exp="9999999999"'], 'Invalid JWT token'],
    [['--expires', '60d'], 'Invalid JWT token'],
    [['--header', 'kid=nobody'], 'Invalid JWT token'],
  ])('are as they were ordered: %j', async (options, outcome) => {
    expect(await outcomeOf(...options)).toBe(outcome);
  });

  test('are described as JSON, and come from a local issuer only', async () => {
    const { token, header, claims } = JSON.parse(
      await runWell('tokens issue --user 8000 --json --claim', 'a={"b":[1]}'),
    );
    expect(token.split('.')).toHaveLength(3);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(claims).toMatchObject({ sub: '8000', a: { b: [1] } });
    await expectRefusal('tokens issue --user 8000 --header alg=HS256', 'cannot sign such a token');
    await expectRefusal('tokens issue --user 8000 --header crit=["x"]', 'cannot sign such a token');
    expect(await outcomeOf()).toBe('accepted');
    const deployed = await operate(['tokens', 'issue', '--user', '1', '--table', 'somewhere']);
    expect(deployed).toMatchObject({ status: 2, stderr: expect.stringContaining('for the local stack only') });
  });
});
