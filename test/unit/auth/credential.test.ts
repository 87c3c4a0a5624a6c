import { describe, expect, test } from 'vitest';
import { findCredential } from '../../../lib/auth/credential.ts';

const jwt = (value: string) => ({ kind: 'jwt', value });
const MISSING = { denial: 'noCredential', rule: 'credential-missing' };

describe('the credential that decides', () => {
  test('is the API key, then the token, then the bearer, then the cookie', () => {
    const cookie = { cookie: ['jwt=c'] };
    const bearer = { authorization: ['Bearer d'] };
    const token = { 'x-jwt-token': ['b'] };
    const key = { 'x-api-key': ['a'] };
    expect(findCredential({ ...cookie, ...bearer, ...token, ...key })).toEqual({ kind: 'apiKey', value: 'a' });
    expect(findCredential({ ...cookie, ...bearer, ...token })).toEqual(jwt('b'));
    expect(findCredential({ ...cookie, ...bearer })).toEqual(jwt('d'));
    expect(findCredential(cookie)).toEqual(jwt('c'));
  });

  test('is missing when none of the four is there', () => {
    expect(findCredential({})).toEqual(MISSING);
    expect(findCredential({ authorization: ['Basic x'], cookie: ['session=1; jwt2=x'] })).toEqual(MISSING);
  });

  test('is found under any casing of the header', () => {
    expect(findCredential({ 'X-API-Key': ['a'] })).toEqual({ kind: 'apiKey', value: 'a' });
    expect(findCredential({ 'X-Jwt-Token': ['a'] })).toEqual(jwt('a'));
    expect(findCredential({ Cookie: ['jwt=a'] })).toEqual(jwt('a'));
  });

  test('is present even when it is empty, and then decides', () => {
    expect(findCredential({ 'x-api-key': [''], 'x-jwt-token': ['b'] })).toEqual({ kind: 'apiKey', value: '' });
    expect(findCredential({ cookie: ['jwt='] })).toEqual(jwt(''));
  });

  test.each([
    ['two values of one header', { 'x-api-key': ['a', 'a'] }, 'invalidApiKey'],
    ['two casings of one header', { 'x-api-key': ['a'], 'X-API-KEY': ['b'] }, 'invalidApiKey'],
    ['two tokens', { 'x-jwt-token': ['a', 'b'] }, 'invalidToken'],
    ['two bearers', { authorization: ['Bearer a', 'Bearer a'] }, 'invalidToken'],
    ['a bearer and another scheme', { authorization: ['Basic a'], Authorization: ['Bearer a'] }, 'invalidToken'],
    ['two of another scheme', { authorization: ['Basic a', 'Basic a'], cookie: ['jwt=a'] }, 'invalidToken'],
    ['two cookies in one header', { cookie: ['jwt=a; jwt=b'] }, 'invalidToken'],
    ['two cookies in two headers', { cookie: ['jwt=a', 'jwt=a'] }, 'invalidToken'],
  ])('is refused when it is given twice: %s', (_, headers, denial) => {
    expect(findCredential(headers)).toEqual({ denial, rule: 'credential-repeated' });
  });

  test.each([
    ['Bearer x.y.z', 'x.y.z'],
    ['bearer x.y.z', 'x.y.z'],
    ['BEARER   x.y.z', 'x.y.z'],
    ['Bearer x.y.z  ', 'x.y.z  '],
    ['Bearer x.y.z, Bearer x', 'x.y.z, Bearer x'],
    ['Bearer', ''],
    ['Bearer ', ''],
    ['Bearer\tx', '\tx'],
    ['Bearer\tx y', '\tx y'],
  ])('is what stands after the scheme and its spaces: %j', (header, value) => {
    expect(findCredential({ Authorization: [header], cookie: ['jwt=c'] })).toEqual(jwt(value));
  });

  test.each(['Basic x', 'Bearer-x y', 'Bearerx', '', ' ', 'DPoP x.y.z', 'Token x'])(
    'is no other scheme than Bearer: %j',
    (header) => {
      expect(findCredential({ authorization: [header] })).toEqual(MISSING);
      expect(findCredential({ authorization: [header], cookie: ['jwt=c'] })).toEqual(jwt('c'));
    },
  );

  test('is read from a cookie that is quoted, percent-encoded or among others', () => {
    expect(findCredential({ cookie: ['a=1; jwt=x.y.z; b=2'] })).toEqual(jwt('x.y.z'));
    expect(findCredential({ cookie: ['jwt="x.y.z"'] })).toEqual(jwt('x.y.z'));
    expect(findCredential({ cookie: ['jwt=x%2Ey.z'] })).toEqual(jwt('x.y.z'));
    expect(findCredential({ cookie: ['jwt=x=y'] })).toEqual(jwt('x=y'));
    expect(findCredential({ cookie: ['jwt = x.y.z '] })).toEqual(jwt('x.y.z'));
    expect(findCredential({ cookie: ['jwt=a"b"'] })).toEqual(jwt('a"b"'));
    expect(findCredential({ cookie: ['jwt="a"b'] })).toEqual(jwt('"a"b'));
  });

  test('is a cookie as it stands when its escapes are malformed', () => {
    expect(findCredential({ cookie: ['jwt=%zz'] })).toEqual(jwt('%zz'));
    expect(findCredential({ cookie: [';;=;jwt;=x'] })).toEqual(MISSING);
    expect(findCredential({ cookie: ['jwtx'] })).toEqual(MISSING);
  });

  test.each(['xjwt', 'jwtx', 'x-jwt', 'jwt-x', 'JWT', 'jwt.x', 'j wt'])('is not a cookie named %s', (name) => {
    expect(findCredential({ cookie: [`${name}=x.y.z`] })).toEqual(MISSING);
    expect(findCredential({ cookie: [`${name}=a; jwt=b`] })).toEqual(jwt('b'));
  });
});
