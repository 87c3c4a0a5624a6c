import { beforeAll, describe, expect, test } from 'vitest';
import { useIssuerServers } from '../support/issuer-servers.ts';
import { expectExpiredToken, expectIds, expectInvalidToken, seconds } from '../support/tenants.ts';

const { servers, tenants, link, by, rules } = useIssuerServers();

describe('F66 the audience', () => {
  beforeAll(async () => {
    await tenants.put(660);
    await link(660, servers().a, 'f66');
    await link(660, servers().b, 'f66', 'oid');
  });
  const ask = (claims: object) => by(servers().a, { sub: 'f66', ...claims });

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
    expectIds(await by(servers().b, { oid: 'f66' }), [660]);
    expectInvalidToken(await by(servers().b, { oid: 'f66', aud: undefined, client_id: 'client' }));
  });
});

describe('F67 a token', () => {
  const good = { sub: 'f67', tid: 't', scope: 'openid orgs.read' };
  beforeAll(async () => {
    await tenants.put(670);
    await link(670, servers().strict, 'f67');
  });

  test.each([{}, { tid: ['x', 't'] }, { scope: 'orgs.read' }, { scope: ['orgs.read'] }, { iat: seconds() - 3000 }])(
    'that has what its issuer requires is accepted: %j',
    async (changes) => {
      expectIds(await by(servers().strict, { ...good, ...changes }), [670]);
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
    expectInvalidToken(await by(servers().strict, { ...good, ...changes }));
    expect(rules()).toEqual([rule]);
  });

  test('that has expired is told so only if it holds otherwise', async () => {
    const expired = { ...good, iat: seconds() - 200, exp: seconds() - 100 };
    expectExpiredToken(await by(servers().strict, expired));
    expectInvalidToken(await by(servers().strict, { ...expired, tid: 'x' }));
    expectInvalidToken(await by(servers().strict, { ...expired, cnf: {} }));
    expect(rules()).toEqual(['expired', 'required-claims', 'token-kind']);
  });

  test('has no claim by inheritance', async () => {
    const { a } = servers();
    await link(670, a, 'f67');
    const inherited = JSON.parse('{"__proto__":{"tid":"t","scope":"orgs.read","sub":"f67"},"constructor":{"tid":"t"}}');
    expectInvalidToken(await by(servers().strict, { sub: 'f67', ...inherited }));
    expectInvalidToken(await by(a, inherited));
    expect(rules()).toEqual(['required-claims', 'user-claim']);
  });
});
