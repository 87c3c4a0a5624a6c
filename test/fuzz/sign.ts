import type { Issuer } from '../../lib/auth/issuer.ts';
import type { Random } from '../support/random.ts';
import { signHs256, signToken } from '../support/tokens.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';
import { AUDIENCE, ISSUERS, linkedUser, NOW, type SigningKey, signWith, subjectOf, type World } from './world.ts';

type Json = Readonly<Record<string, unknown>>;
export type Signed = { readonly token: string; readonly user: string | undefined };

const LIFETIME = 30 * 86_400;
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  '',
  '0',
  '-1',
  '1',
  '01',
  '1.0',
  '1e1',
  ' 1',
  0,
  -1,
  1,
  1.5,
  2 ** 53,
  1e308,
  [],
  ['1'],
  {},
  { a: 1 },
  ...ISSUERS.map(({ issuer }) => issuer),
  `${ISSUERS[0]?.issuer}/`,
  subjectOf(1),
  subjectOf(22),
  'Subject-1',
  'second',
  'client',
  't',
  ['t'],
  'read',
  'openid write',
  'reader',
  ['read', 1],
  NOW - 3600,
  NOW - 3599,
  AUDIENCE,
  [AUDIENCE],
  ['x', AUDIENCE],
  ['x'],
  'jwt',
  'at+jwt',
  'JWT',
  'none',
  'ES256',
  'EdDSA',
  'HS256',
  NOW,
  NOW - 1,
  NOW + 1,
  NOW + 60,
  NOW + 61,
  NOW + 3600,
  NOW + LIFETIME,
  NOW - 10 + LIFETIME,
  NOW - 9 + LIFETIME,
  NOW * 1000,
  String(NOW + 60),
  'ed',
  'ec',
  ['exp'],
  ['b64'],
  false,
  '9007199254740991',
  '9007199254740993',
  '21',
  '22',
  '23',
];

export const headerOf = ({ alg, kid }: SigningKey): Json => ({ alg, kid, typ: 'JWT' });

/** Good claims by which an issuer names a user of its own. */
export const claimsOf = ({ issuer, users, userClaim, require = {} }: Issuer, user: number): Json => ({
  iss: issuer,
  aud: AUDIENCE,
  [userClaim]: users === 'id' ? String(user) : subjectOf(user),
  ...Object.fromEntries(Object.entries(require).map(([name, [value]]) => [name, value])),
  iat: NOW - 10,
  exp: NOW + 3600,
});

const issuerOf = (key: SigningKey): Issuer => ISSUERS.find(({ issuer }) => issuer === key.issuer) ?? buildIssuer();

const sign = (header: Json, claims: Json, key: SigningKey): string =>
  signToken(header, claims, (bytes) => signWith(key, bytes));

/** A token that the issuer itself signed, of changed header parameters and claims. */
export const signByIssuer = (random: Random, { issuerKeys, accounts }: World): Signed => {
  const key = random.pick(issuerKeys);
  const change = (json: Json, names: readonly string[]): Json =>
    Object.fromEntries([
      ...Object.entries(json),
      ...random.sample(names, random.integer(0, 2)).map((name) => [name, VALUES[random.integer(0, VALUES.length - 1)]]),
    ]);
  const header = change(
    headerOf(key),
    random.chance(0.7) ? [] : ['alg', 'kid', 'typ', 'crit', 'b64', 'jku', 'jwk', 'cty'],
  );
  const claims = change(claimsOf(issuerOf(key), random.integer(1, 25)), CLAIMS);
  const token = sign(header, claims, key);
  return { token, user: isGoodHeader(header, key) ? userOf(claims, key, accounts) : undefined };
};

/** Tokens by whom nobody trusts: under the issuer's key ids, with keys of their own along, by a public key as a secret. */
export const signByAttacker = (random: Random, { issuerKeys, attackerKeys }: World): string => {
  const claims = claimsOf(random.pick(ISSUERS), random.integer(1, 20));
  const [attacker, issuer] = [random.pick(attackerKeys), random.pick(issuerKeys)];
  const jwk = { ...attacker.publicKey.export({ format: 'jwk' }), kid: attacker.kid };
  const header = random.pick<Json>([
    headerOf(attacker),
    { ...headerOf(attacker), kid: 'attacker' },
    { ...headerOf(attacker), kid: issuer.kid },
    { ...headerOf(attacker), jwk },
    { ...headerOf(attacker), jku: 'https://attacker.example/keys', x5u: 'https://attacker.example/keys' },
    { ...headerOf(issuer), jwk },
  ]);
  if (random.chance(0.7)) return sign(header, claims, attacker);
  const secret = random.pick([
    issuer.publicKey.export({ format: 'pem', type: 'spki' }),
    issuer.publicKey.export({ format: 'der', type: 'spki' }),
    JSON.stringify(issuer.publicKey.export({ format: 'jwk' })),
    '',
  ]);
  const alg = random.pick(['HS256', 'HS384', 'HS512', 'none', issuer.alg]);
  return signToken({ ...headerOf(issuer), alg }, claims, signHs256(secret));
};

const has = (json: Json, name: string) => json[name] !== undefined;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** What a header must say, read off the design and not off the code. */
const isGoodHeader = (header: Json, key: SigningKey): boolean =>
  header['alg'] === key.alg &&
  header['kid'] === key.kid &&
  (!has(header, 'typ') || ['jwt', 'at+jwt'].includes(String(header['typ']).toLowerCase())) &&
  (!has(header, 'typ') || typeof header['typ'] === 'string') &&
  !has(header, 'crit') &&
  !has(header, 'b64');

const CLAIMS = [
  ...['iss', 'aud', 'sub', 'oid', 'iat', 'exp', 'nbf', 'client_id', 'tid', 'scope', 'scp'],
  ...['azp', 'events', 'cnf', 'jti', 'x'],
];

const isIn = (value: unknown, list: readonly unknown[]) => list.includes(value);

/** Who claims let in, read off the design and not off the code. */
const userOf = (claims: Json, key: SigningKey, accounts: World['accounts']): string | undefined => {
  const { iss, iat, exp, nbf } = claims as Record<string, unknown>; // any names may be missing
  const issuer = ISSUERS.find((entry) => entry.issuer === iss);
  if (issuer === undefined || key.issuer !== iss || !hasAcceptedAudience(claims, issuer)) return undefined;
  if (has(claims, 'events') || has(claims, 'cnf') || !hasRequired(claims, issuer)) return undefined;
  if (!isNumber(exp) || !isNumber(iat)) return undefined;
  if (nbf !== undefined && (!isNumber(nbf) || nbf > NOW + 60)) return undefined;
  if (exp <= NOW || iat > NOW + 60 || exp - iat > LIFETIME) return undefined;
  if (iss === ISSUERS[3]?.issuer && iat <= NOW - 3600) return undefined;
  const id = idOf(claims, issuer);
  const account = accounts.get(id);
  if (account?.activated !== true || account.disabled === true) return undefined;
  if (account.tokensValidFrom !== undefined && iat * 1000 <= Date.parse(account.tokensValidFrom)) return undefined;
  return `user:${id}`;
};

const hasAcceptedAudience = (claims: Json, { audiences, clientIds = [] }: Issuer): boolean => {
  const { aud, client_id } = claims as Record<string, unknown>; // any names may be missing
  if (aud === undefined) return isIn(client_id, clientIds);
  return Array.isArray(aud) ? aud.some((one) => isIn(one, audiences)) : isIn(aud, audiences);
};

/** Only one issuer requires anything: the tenant and a scope. */
const hasRequired = (claims: Json, { require }: Issuer): boolean => {
  const { tid, scope } = claims as Record<string, unknown>; // any names may be missing
  if (require === undefined) return true;
  const scopes = typeof scope === 'string' ? scope.split(' ') : Array.isArray(scope) ? scope : [];
  const isOurs = tid === 't' || (Array.isArray(tid) && tid.includes('t'));
  return isOurs && (scopes.includes('read') || scopes.includes('write'));
};

const idOf = (claims: Json, { issuer, users, userClaim }: Issuer): number => {
  const claim = claims[userClaim];
  if (users === 'linked') return (typeof claim === 'string' && linkedUser(issuer, userClaim, claim)) || 0;
  if (typeof claim === 'number') return claim;
  return typeof claim === 'string' && String(Number(claim)) === claim ? Number(claim) : 0;
};
