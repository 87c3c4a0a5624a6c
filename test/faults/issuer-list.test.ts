import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashIdentity } from '../../lib/contract/identity.ts';
import { encodeIdentity, encodeUser } from '../../lib/table/encode.ts';
import { identityKey } from '../../lib/table/keys.ts';
import { buildUser } from '../support/build-records.ts';
import { type IssuerServer, KEYS, startIssuerServer } from '../support/issuer-server.ts';
import { type LocalApi, startLocalApi } from '../support/local-api.ts';
import { createTenants, expectExpiredToken, expectIds, expectInvalidToken, seconds } from '../support/tenants.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';

/** Two of linked users, one by the users' own ids, one that requires much. */
type Servers = Readonly<Record<'a' | 'b' | 'ids' | 'strict', IssuerServer>>;

let api: LocalApi;
let servers: Servers;
const tenants = createTenants(() => api);

const startServers = async (): Promise<Servers> => {
  const start = startIssuerServer;
  return { a: await start(), b: await start(), ids: await start(), strict: await start() };
};

beforeAll(async () => {
  servers = await startServers();
  const { a, b, ids, strict } = servers;
  const linked = { users: 'linked' as const, audiences: ['organizations', 'other'] };
  const issuers = [
    buildIssuer({ ...linked, issuer: a.url, clientIds: ['client', 'second'] }),
    buildIssuer({ ...linked, issuer: b.url, userClaim: 'oid' }),
    buildIssuer({ issuer: ids.url, jwksUri: ids.url + KEYS }),
    buildIssuer({
      ...linked,
      issuer: strict.url,
      require: { tid: ['t'], scope: ['orgs.read'] },
      tokensValidFrom: new Date((seconds() - 3600) * 1000).toISOString(),
    }),
  ];
  api = await startLocalApi({ Authorizer: { ISSUERS: JSON.stringify(issuers) } });
});
afterAll(async () => {
  await api.close();
  for (const server of Object.values(servers)) await server.close();
});
beforeEach(() => {
  api.lines.length = 0;
  for (const { asked } of Object.values(servers)) asked.length = 0;
});

const identityOf = ({ url }: IssuerServer, value: string, claim = 'sub') => ({ issuer: url, claim, value });
const link = (userId: number, server: IssuerServer, value: string, claim = 'sub') =>
  api.put(encodeIdentity({ ...identityOf(server, value, claim), userId, created: '2026-01-01T00:00:00Z' }));
const by = async (server: IssuerServer, claims: object) => tenants.withToken(await server.sign({ ...claims }));
const rules = () => api.lines.flatMap((line) => /"rule":"([\w-]+)"/.exec(line)?.[1] ?? []);
const reads = () => api.authorizerTable.requests.length;

test('F63 a token of an issuer that is not configured is refused without a fetch or a read', async () => {
  const unknown = await startIssuerServer();
  const before = reads();
  for (const iss of [
    unknown.url,
    `${servers.a.url}/`,
    servers.a.url.toUpperCase(),
    '',
    undefined,
    null,
    1,
    [servers.a.url],
  ]) {
    expectInvalidToken(await by(unknown, { iss, sub: '1' }));
    expectInvalidToken(await by(servers.a, { iss, sub: '1' }));
  }
  expect(rules()).toEqual(Array.from({ length: 16 }, () => 'unknown-issuer'));
  expect([unknown, ...Object.values(servers)].flatMap(({ asked }) => asked)).toEqual([]);
  expect(reads()).toBe(before);
  await unknown.close();
});

describe('F64 an identity', () => {
  beforeAll(async () => {
    await tenants.put(640);
    await tenants.put(641);
    await link(640, servers.a, 'subject');
    await link(641, servers.b, 'subject', 'oid');
  });

  test('is that of its issuer alone', async () => {
    expectIds(await by(servers.a, { sub: 'subject' }), [640]);
    expectIds(await by(servers.b, { oid: 'subject' }), [641]);
    expectInvalidToken(await by(servers.strict, { sub: 'subject', tid: 't', scope: 'orgs.read' }));
    expectInvalidToken(await by(servers.ids, { sub: 'subject' }));
    // Signed by one issuer, in the name of the other
    expectInvalidToken(await by(servers.b, { iss: servers.a.url, sub: 'subject' }));
    expect(rules()).toEqual(['not-linked', 'user-claim', 'signature']);
  });

  test('is that of its claim alone', async () => {
    expectInvalidToken(await by(servers.b, { sub: 'subject' }));
    expectInvalidToken(await by(servers.a, { oid: 'subject' }));
    expectInvalidToken(await by(servers.b, { sub: 'subject', oid: 'x' }));
    expect(rules()).toEqual(['user-claim', 'user-claim', 'not-linked']);
  });

  test('is its bytes', async () => {
    await link(640, servers.a, 'Zo\u00eb');
    expectIds(await by(servers.a, { sub: 'Zo\u00eb' }), [640]);
    for (const sub of [
      'Subject',
      'SUBJECT',
      ' subject',
      'subject ',
      'subject\0',
      'Zoe\u0308',
      'zo\u00eb',
      'Zo\ud800',
    ]) {
      expectInvalidToken(await by(servers.a, { sub }));
    }
    expect(new Set(rules())).toEqual(new Set(['not-linked']));
  });

  test('is a text that is not empty', async () => {
    await link(640, servers.a, '640');
    expectIds(await by(servers.a, { sub: '640' }), [640]);
    for (const sub of ['', 640, 640.5, null, true, ['640'], { 640: '640' }, undefined]) {
      expectInvalidToken(await by(servers.a, { sub }));
    }
    expect(new Set(rules())).toEqual(new Set(['user-claim']));
  });

  test('is not what another issuer calls the user by id, and no id is an identity', async () => {
    expectIds(await by(servers.ids, { sub: '641' }), [641]);
    expectInvalidToken(await by(servers.b, { oid: '641' }));
    expectInvalidToken(await by(servers.strict, { sub: '641', tid: 't', scope: 'orgs.read' }));
  });
});

test('F65 an identity is refused from the next request after it was unlinked, or its user disabled or revoked', async () => {
  await tenants.put(650);
  const token = await servers.a.sign({ sub: 'f65' });
  expectInvalidToken(await tenants.withToken(token));
  await link(650, servers.a, 'f65');
  expectIds(await tenants.withToken(token), [650]);
  const revoked = new Date((seconds() + 1) * 1000).toISOString();
  for (const changes of [{ disabled: true }, { activated: false }, { tokensValidFrom: revoked }]) {
    await api.put(encodeUser(buildUser({ id: 650, ...changes })));
    expectInvalidToken(await tenants.withToken(token));
  }
  await api.put(encodeUser(buildUser({ id: 650 })));
  expectIds(await tenants.withToken(token), [650]);
  await api.remove(identityKey(hashIdentity(identityOf(servers.a, 'f65'))));
  expectInvalidToken(await tenants.withToken(token));
  // Linked to nobody who exists
  await link(65_000, servers.a, 'f65');
  expectInvalidToken(await tenants.withToken(token));
  expect(rules()).toEqual([
    'not-linked',
    'user-disabled',
    'user-not-activated',
    'user-tokens-valid-from',
    'not-linked',
    'unknown-user',
  ]);
});

test('a linked user costs two reads, and a user by id one', async () => {
  await tenants.put(655);
  await link(655, servers.a, 'reads');
  const readsOf = async (server: IssuerServer, claims: object) => {
    const before = reads();
    expectIds(await by(server, { ...claims }), [655]);
    return reads() - before;
  };
  expect(await readsOf(servers.a, { sub: 'reads' })).toBe(2);
  expect(await readsOf(servers.ids, { sub: '655' })).toBe(1);
});

describe('F66 the audience', () => {
  beforeAll(async () => {
    await tenants.put(660);
    await link(660, servers.a, 'f66');
    await link(660, servers.b, 'f66', 'oid');
  });
  const ask = (claims: object) => by(servers.a, { sub: 'f66', ...claims });

  test.each([
    { aud: 'organizations' },
    { aud: 'other' },
    { aud: ['x', 'other'] },
    { aud: undefined, client_id: 'client' },
    { aud: undefined, client_id: 'second' },
  ])('%j is accepted', async (claims) => {
    expectIds(await ask(claims), [660]);
  });

  test.each([
    { aud: 'Organizations' },
    { aud: ['x'] },
    { aud: [] },
    { aud: null, client_id: 'client' },
    { aud: 'x', client_id: 'client' },
    { aud: 'client' },
    { aud: undefined },
    { aud: undefined, client_id: 'third' },
    { aud: undefined, client_id: 'organizations' },
    { aud: undefined, client_id: ['client'] },
    { aud: undefined, azp: 'client' },
  ])('%j is refused', async (claims) => {
    expectInvalidToken(await ask(claims));
    expect(rules()).toEqual(['audience']);
  });

  test('of an issuer without client ids is never missing', async () => {
    expectIds(await by(servers.b, { oid: 'f66' }), [660]);
    expectInvalidToken(await by(servers.b, { oid: 'f66', aud: undefined, client_id: 'client' }));
  });
});

describe('F67 a token', () => {
  const good = { sub: 'f67', tid: 't', scope: 'openid orgs.read' };
  beforeAll(async () => {
    await tenants.put(670);
    await link(670, servers.strict, 'f67');
  });

  test.each([{}, { tid: ['x', 't'] }, { scope: 'orgs.read' }, { scope: ['orgs.read'] }, { iat: seconds() - 3000 }])(
    'that has what its issuer requires is accepted: %j',
    async (changes) => {
      expectIds(await by(servers.strict, { ...good, ...changes }), [670]);
    },
  );

  test.each<[string, object]>([
    ['token-kind', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ['token-kind', { cnf: { jkt: 'x' } }],
    ['token-kind', { cnf: { 'x5t#S256': 'x' } }],
    ['required-claims', { tid: undefined }],
    ['required-claims', { tid: 'x' }],
    ['required-claims', { tid: 1 }],
    ['required-claims', { tid: true }],
    ['required-claims', { tid: { t: 't' } }],
    ['required-claims', { scope: 'orgs.reader' }],
    ['required-claims', { scope: undefined, scp: 'orgs.read' }],
    ['issuer-tokens-valid-from', { iat: seconds() - 4000 }],
  ])('is refused by the rule %s: %j', async (rule, changes) => {
    expectInvalidToken(await by(servers.strict, { ...good, ...changes }));
    expect(rules()).toEqual([rule]);
  });

  test('that has expired is told so only if it holds otherwise', async () => {
    const expired = { ...good, iat: seconds() - 200, exp: seconds() - 100 };
    expectExpiredToken(await by(servers.strict, expired));
    expectInvalidToken(await by(servers.strict, { ...expired, tid: 'x' }));
    expectInvalidToken(await by(servers.strict, { ...expired, cnf: {} }));
    expect(rules()).toEqual(['expired', 'required-claims', 'token-kind']);
  });

  test('has no claim by inheritance', async () => {
    const { a } = servers;
    await link(670, a, 'f67');
    const inherited = JSON.parse('{"__proto__":{"tid":"t","scope":"orgs.read","sub":"f67"},"constructor":{"tid":"t"}}');
    expectInvalidToken(await by(servers.strict, { sub: 'f67', ...inherited }));
    expectInvalidToken(await by(a, inherited));
    expect(rules()).toEqual(['required-claims', 'user-claim']);
  });
});
