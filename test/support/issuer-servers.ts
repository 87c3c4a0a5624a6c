import { afterAll, beforeAll, beforeEach } from 'vitest';
import { encodeIdentity } from '../../lib/table/encode.ts';
import { type IssuerServer, KEYS, startIssuerServer } from './issuer-server.ts';
import { type LocalApi, startLocalApi } from './local-api.ts';
import { createTenants, seconds } from './tenants.ts';
import { buildIssuer } from './trusted-issuers.ts';

/** Two of linked users, one by the users' own ids, one that requires much. */
type Servers = Readonly<Record<'a' | 'b' | 'ids' | 'strict', IssuerServer>>;

const startServers = async (): Promise<Servers> => {
  const start = startIssuerServer;
  return { a: await start(), b: await start(), ids: await start(), strict: await start() };
};

/** The API with four issuers, for the tests of one file. Users are linked by `link`, and ask `by` a token of a server. */
export const useIssuerServers = () => {
  let api: LocalApi;
  let servers: Servers;
  const tenants = createTenants(() => api);

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

  return { api: () => api, servers: () => servers, tenants, identityOf, link, by, rules, reads };
};
