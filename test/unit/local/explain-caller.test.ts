import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCallerExplainer } from '../../../lib/local/explain-caller.ts';
import type { Table } from '../../../lib/table/call.ts';
import { encodeApiKey, encodeIdentity, encodeUser } from '../../../lib/table/encode.ts';
import { API_KEY, buildApiKey, buildUser } from '../../support/build-records.ts';
import { type IssuerServer, startIssuerServer } from '../../support/issuer-server.ts';
import { startMemoryTable } from '../../support/memory-table.ts';
import { buildIssuer } from '../../support/trusted-issuers.ts';

let issuers: Record<'linked' | 'id', IssuerServer>;
let table: Table;
let explain: ReturnType<typeof createCallerExplainer>;

beforeAll(async () => {
  const memory = await startMemoryTable();
  table = memory.table;
  issuers = { linked: await startIssuerServer(), id: await startIssuerServer() };
  const identity = { issuer: issuers.linked.url, claim: 'oid', value: 'ada' };
  await memory.put(
    encodeUser(buildUser({ id: 7, name: 'Ada' })),
    encodeUser(buildUser({ id: 8, activated: false })),
    encodeIdentity({ ...identity, userId: 7, created: '2026-01-01T00:00:00Z' }),
    encodeApiKey(buildApiKey({ organizationId: 12, role: 'member' })),
  );
  explain = createCallerExplainer(table, [
    buildIssuer({ issuer: issuers.linked.url, users: 'linked', userClaim: 'oid' }),
    buildIssuer({ issuer: issuers.id.url }),
  ]);
});
afterAll(() => Promise.all(Object.values(issuers).map(({ close }) => close())));

const withToken = (token: string) => explain({ 'X-JWT-Token': [token] });

describe('the credential of a request on the local stack', () => {
  test('is a user’s, by an identity or by the user’s own id', async () => {
    expect(await withToken(await issuers.linked.sign({ oid: 'ada' }))).toEqual({
      isAccepted: true,
      text: `User 7, Ada: oid "ada" of ${issuers.linked.url}.`,
    });
    const token = await issuers.id.sign({ sub: '7' });
    const expected = { isAccepted: true, text: `User 7, Ada: sub "7" of ${issuers.id.url}.` };
    expect(await withToken(token)).toEqual(expected);
    expect(await explain({ authorization: [`Bearer ${token}`] })).toEqual(expected);
    expect(await explain({ cookie: [`jwt=${token}`] })).toEqual(expected);
  });

  test.each<['linked' | 'id', JWTPayload, string]>([
    [
      'linked',
      { oid: 'eve' },
      'not-linked: it needs an identity that is linked to a user (`users link`); its identity',
    ],
    ['linked', { sub: '7' }, 'user-claim: it needs oid: a text that is not empty.'],
    ['id', { sub: '9' }, 'unknown-user: it needs a user in the table'],
    ['id', { sub: '8' }, 'user-not-activated: it needs a user whose account is activated.'],
    ['id', { sub: '7', aud: 'x' }, 'audience: it needs aud of "organizations"; or none, with a client_id of none'],
    ['id', { sub: '7', iss: 'https://x.example' }, 'unknown-issuer: it needs an iss that is configured, exactly'],
  ])('is a token of the issuer of %s users with %j, which is refused', async (kind, claims, reason) => {
    const token = await issuers[kind].sign(claims);
    const { isAccepted, text } = await withToken(token);
    expect(isAccepted).toBe(false);
    expect(text).toContain(`The token is refused by the rule ${reason}`);
    for (const part of token.split('.')) expect(text).not.toContain(part);
  });

  test('is a token that cannot be read', async () => {
    for (const token of ['x', 'secret.secret.secret']) {
      const { isAccepted, text } = await withToken(token);
      expect(isAccepted).toBe(false);
      expect(text).toContain('refused by the rule token-format: it needs three base64url parts');
      expect(text).not.toContain('secret');
    }
  });

  test('is a token whose issuer does not answer', async () => {
    const down = await startIssuerServer();
    const token = await down.sign({ sub: '7' });
    await down.close();
    const explainDown = createCallerExplainer(table, [buildIssuer({ issuer: down.url })]);
    expect(await explainDown({ 'x-jwt-token': [token] })).toEqual({
      isAccepted: false,
      text: `The token cannot be checked: the keys of the issuer ${down.url} cannot be fetched (the issuer cannot be reached).`,
    });
  });

  test('is an API key’s, or is refused as the API refuses it', async () => {
    const text = 'A key of organization 12, with the role member.';
    expect(await explain({ 'x-api-key': [API_KEY] })).toEqual({ isAccepted: true, text });
    for (const key of ['x', `${API_KEY}x`])
      expect(await explain({ 'x-api-key': [key] })).toEqual({ isAccepted: false, text: 'Invalid API key' });
  });

  test('is missing or repeated, which is said as the API says it', async () => {
    expect(await explain({})).toMatchObject({ isAccepted: false, text: expect.stringContaining('No credential') });
    expect(await explain({ 'x-jwt-token': ['a', 'b'] })).toEqual({ isAccepted: false, text: 'Invalid JWT token' });
  });
});

test('a table that does not answer is no refusal', async () => {
  const none = createCallerExplainer({ ...table, name: 'None' }, []);
  await expect(none({ 'x-api-key': [API_KEY] })).rejects.toThrow('the table refused a request');
});
