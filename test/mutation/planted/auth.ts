import type { Fault } from '../fault.ts';

const CLAIMS = ['test/unit/auth/claim-rules.test.ts', 'test/unit/auth/verify-jwt.test.ts'];
const CREDENTIAL = ['test/unit/auth/credential.test.ts'];
const KEYS = ['test/unit/auth/api-key.test.ts'];
const JWKS = ['test/unit/auth/jwks.test.ts'];
const KEY_SET = ['test/unit/auth/key-set.test.ts'];
const FETCH = ['test/unit/auth/fetch-keys.test.ts', 'test/unit/auth/discovery.test.ts'];

export const FAULTS: readonly Fault[] = [
  {
    what: 'a token that has expired is accepted for another minute',
    file: 'lib/auth/claim-rules.ts',
    search: "timeOf(claims, 'exp') > now]",
    replace: "timeOf(claims, 'exp') > now - CLOCK_SKEW_SECONDS]",
    tests: CLAIMS,
  },
  {
    what: 'a token is accepted a second before its time',
    file: 'lib/auth/claim-rules.ts',
    search: 'Math.max(iat, nbf) <= now + CLOCK_SKEW_SECONDS',
    replace: 'Math.max(iat, nbf) <= now + CLOCK_SKEW_SECONDS + 1',
    tests: CLAIMS,
  },
  {
    what: 'a token may live for a year',
    file: 'lib/auth/claim-rules.ts',
    search: 'export const MAX_LIFETIME_SECONDS = 30 * 24 * 60 * 60;',
    replace: 'export const MAX_LIFETIME_SECONDS = 365 * 24 * 60 * 60;',
    tests: CLAIMS,
  },
  {
    what: 'an audience is accepted that only begins like ours',
    file: 'lib/auth/claim-rules.ts',
    search: 'accepted.some((one) => one === value)',
    replace: 'accepted.some((one) => String(value).startsWith(one))',
    tests: CLAIMS,
  },
  {
    what: 'a client id is accepted in the place of an audience that is wrong',
    file: 'lib/auth/claim-rules.ts',
    search: "matchesAny(claims['aud'], audiences)",
    replace: "matchesAny(claims['aud'], [...audiences, ...(clientIds ?? [])])",
    tests: CLAIMS,
  },
  {
    what: 'scopes are not split, so that one of several is none',
    file: 'lib/auth/claim-rules.ts',
    search: "claim.split(' ')",
    replace: '[claim]',
    tests: CLAIMS,
  },
  {
    what: 'a token issued in the very second of a revocation is accepted',
    file: 'lib/auth/claim-rules.ts',
    search: 'issuedAt * 1000 > Date.parse(validFrom)',
    replace: 'issuedAt * 1000 >= Date.parse(validFrom)',
    tests: ['test/unit/functions/authorizer.test.ts'],
  },
  {
    what: 'a logout token counts as a login',
    file: 'lib/auth/claim-rules.ts',
    search: "!Object.hasOwn(claims, 'events') && ",
    replace: '',
    tests: CLAIMS,
  },
  {
    what: 'a bearer decides before the header of the token',
    file: 'lib/contract/headers.ts',
    search:
      "  { form: 'JWTHttpHeaderAuthentication', kind: 'jwt', in: 'header', name: JWT_HEADER },\n  { form: 'JWTBearerAuthentication', kind: 'jwt', in: 'header', name: AUTHORIZATION_HEADER },\n",
    replace:
      "  { form: 'JWTBearerAuthentication', kind: 'jwt', in: 'header', name: AUTHORIZATION_HEADER },\n  { form: 'JWTHttpHeaderAuthentication', kind: 'jwt', in: 'header', name: JWT_HEADER },\n",
    tests: CREDENTIAL,
  },
  {
    what: 'of two Authorization headers the first is taken',
    file: 'lib/auth/credential.ts',
    search: '  if (others.length > 0) return headers;\n',
    replace: '',
    tests: CREDENTIAL,
  },
  {
    what: 'a cookie whose name ends in jwt is taken for the token',
    file: 'lib/auth/credential.ts',
    search: 'pair.slice(0, separator).trim() !== name',
    replace: '!pair.slice(0, separator).trim().endsWith(name)',
    tests: CREDENTIAL,
  },
  {
    what: 'a revoked key is accepted until it expires',
    file: 'lib/auth/verify-api-key.ts',
    search: "  if (item.revoked !== undefined) return refuseKey('key-revoked');\n",
    replace: '',
    tests: KEYS,
  },
  {
    what: 'a key is accepted in the second in which it expires',
    file: 'lib/auth/verify-api-key.ts',
    search: 'item.expiresAt * 1000 <= now',
    replace: 'item.expiresAt * 1000 < now',
    tests: KEYS,
  },
  {
    what: 'the table is asked about a key that cannot be one',
    file: 'lib/auth/verify-api-key.ts',
    search: "  if (!isWellFormedApiKey(key)) return refuseKey('key-format');\n",
    replace: '',
    tests: KEYS,
  },
  {
    what: 'the use of a key is written at every request',
    file: 'lib/auth/record-use.ts',
    search: 'now - Date.parse(lastUsed) < INTERVAL_MS',
    replace: 'now - Date.parse(lastUsed) < 0',
    tests: KEYS,
  },
  {
    what: 'keys of the issuer that were withdrawn are trusted for a day',
    file: 'lib/auth/jwks.ts',
    search: 'STALENESS_BOUND_MS = 60 * 60 * 1000',
    replace: 'STALENESS_BOUND_MS = 24 * 60 * 60 * 1000',
    tests: JWKS,
  },
  {
    what: 'a flood of unknown key ids asks the issuer each time',
    file: 'lib/auth/jwks.ts',
    search: 'elapsed < REFETCH_INTERVAL_MS',
    replace: 'elapsed < 0',
    tests: JWKS,
  },
  {
    what: 'two tokens at once fetch the keys twice',
    file: 'lib/auth/jwks.ts',
    search: '    if (pending !== undefined) return pending;\n',
    replace: '',
    tests: JWKS,
  },
  {
    what: 'an RSA key of 1024 bits is accepted',
    file: 'lib/auth/key-set.ts',
    search: '= 2048;',
    replace: '= 1024;',
    tests: KEY_SET,
  },
  {
    what: 'a key for encryption is used for signatures',
    file: 'lib/auth/key-set.ts',
    search: "z.exactOptional(z.literal('sig'))",
    replace: 'z.exactOptional(z.string())',
    tests: KEY_SET,
  },
  {
    what: 'keys may come without TLS from an issuer with it',
    file: 'lib/auth/fetch-keys.ts',
    search: '? /^https?$/ : /^https$/',
    replace: '? /^https?$/ : /^https?$/',
    tests: FETCH,
  },
  {
    what: 'a disabled user is let in',
    file: 'lib/auth/authenticate.ts',
    search: "account.disabled === true ? 'user-disabled' : undefined",
    replace: 'undefined',
    tests: ['test/unit/functions/authorizer.test.ts'],
  },
];
