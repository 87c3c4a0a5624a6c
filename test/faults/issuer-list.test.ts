import { beforeAll, describe, expect, test } from 'vitest';
import { hashIdentity } from '../../lib/contract/identity.ts';
import { encodeUser } from '../../lib/table/encode.ts';
import { identityKey } from '../../lib/table/keys.ts';
import { buildUser } from '../support/build-records.ts';
import { type IssuerServer, startIssuerServer } from '../support/issuer-server.ts';
import { useIssuerServers } from '../support/issuer-servers.ts';
import { expectIds, expectInvalidToken, seconds } from '../support/tenants.ts';

const { api, servers, tenants, identityOf, link, by, rules, reads } = useIssuerServers();

test('F63 a token of an issuer that is not configured is refused without a fetch or a read', async () => {
  const unknown = await startIssuerServer();
  const before = reads();
  for (const iss of [
    unknown.url,
    `${servers().a.url}/`,
    servers().a.url.toUpperCase(),
    '',
    undefined,
    null,
    1,
    [servers().a.url],
  ]) {
    expectInvalidToken(await by(unknown, { iss, sub: '1' }));
    expectInvalidToken(await by(servers().a, { iss, sub: '1' }));
  }
  expect(rules()).toEqual(Array.from({ length: 16 }, () => 'unknown-issuer'));
  expect([unknown, ...Object.values(servers())].flatMap(({ asked }) => asked)).toEqual([]);
  expect(reads()).toBe(before);
  await unknown.close();
});

describe('F64 an identity', () => {
  beforeAll(async () => {
    await tenants.put(640);
    await tenants.put(641);
    await link(640, servers().a, 'subject');
    await link(641, servers().b, 'subject', 'oid');
  });

  test('is that of its issuer alone', async () => {
    expectIds(await by(servers().a, { sub: 'subject' }), [640]);
    expectIds(await by(servers().b, { oid: 'subject' }), [641]);
    expectInvalidToken(await by(servers().strict, { sub: 'subject', tid: 't', scope: 'orgs.read' }));
    expectInvalidToken(await by(servers().ids, { sub: 'subject' }));
    // Signed by one issuer, in the name of the other
    expectInvalidToken(await by(servers().b, { iss: servers().a.url, sub: 'subject' }));
    expect(rules()).toEqual(['not-linked', 'user-claim', 'signature']);
  });

  test('is that of its claim alone', async () => {
    expectInvalidToken(await by(servers().b, { sub: 'subject' }));
    expectInvalidToken(await by(servers().a, { oid: 'subject' }));
    expectInvalidToken(await by(servers().b, { sub: 'subject', oid: 'x' }));
    expect(rules()).toEqual(['user-claim', 'user-claim', 'not-linked']);
  });

  test('is its bytes', async () => {
    await link(640, servers().a, 'Zo\u00eb');
    expectIds(await by(servers().a, { sub: 'Zo\u00eb' }), [640]);
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
      expectInvalidToken(await by(servers().a, { sub }));
    }
    expect(new Set(rules())).toEqual(new Set(['not-linked']));
  });

  test('is a text that is not empty', async () => {
    await link(640, servers().a, '640');
    expectIds(await by(servers().a, { sub: '640' }), [640]);
    for (const sub of ['', 640, 640.5, null, true, ['640'], { 640: '640' }, undefined]) {
      expectInvalidToken(await by(servers().a, { sub }));
    }
    expect(new Set(rules())).toEqual(new Set(['user-claim']));
  });

  test('is not what another issuer calls the user by id, and no id is an identity', async () => {
    expectIds(await by(servers().ids, { sub: '641' }), [641]);
    expectInvalidToken(await by(servers().b, { oid: '641' }));
    expectInvalidToken(await by(servers().strict, { sub: '641', tid: 't', scope: 'orgs.read' }));
  });
});

test('F65 an identity is refused from the next request after it was unlinked, or its user disabled or revoked', async () => {
  await tenants.put(650);
  const token = await servers().a.sign({ sub: 'f65' });
  expectInvalidToken(await tenants.withToken(token));
  await link(650, servers().a, 'f65');
  expectIds(await tenants.withToken(token), [650]);
  const revoked = new Date((seconds() + 1) * 1000).toISOString();
  for (const changes of [{ disabled: true }, { activated: false }, { tokensValidFrom: revoked }]) {
    await api().put(encodeUser(buildUser({ id: 650, ...changes })));
    expectInvalidToken(await tenants.withToken(token));
  }
  await api().put(encodeUser(buildUser({ id: 650 })));
  expectIds(await tenants.withToken(token), [650]);
  await api().remove(identityKey(hashIdentity(identityOf(servers().a, 'f65'))));
  expectInvalidToken(await tenants.withToken(token));
  // Linked to nobody who exists
  await link(65_000, servers().a, 'f65');
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
  await link(655, servers().a, 'reads');
  const readsOf = async (server: IssuerServer, claims: object) => {
    const before = reads();
    expectIds(await by(server, { ...claims }), [655]);
    return reads() - before;
  };
  expect(await readsOf(servers().a, { sub: 'reads' })).toBe(2);
  expect(await readsOf(servers().ids, { sub: '655' })).toBe(1);
});
