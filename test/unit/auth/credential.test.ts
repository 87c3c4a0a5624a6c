import { describe, expect, test } from 'vitest';
import { findCredential } from '../../../lib/auth/credential.ts';

const jwt = (value: string) => ({ kind: 'jwt', value });

describe('the credential that decides', () => {
  test('is the API key before the token, and the token before the cookie', () => {
    const cookie = { cookie: ['jwt=c'] };
    const token = { 'x-jwt-token': ['b'] };
    const key = { 'x-api-key': ['a'] };
    expect(findCredential({ ...cookie, ...token, ...key })).toEqual({ kind: 'apiKey', value: 'a' });
    expect(findCredential({ ...cookie, ...token })).toEqual(jwt('b'));
    expect(findCredential(cookie)).toEqual(jwt('c'));
  });

  test('is missing when none of the three is there', () => {
    expect(findCredential({})).toBe('noCredential');
    expect(findCredential({ authorization: ['Bearer x'], cookie: ['session=1; jwt2=x'] })).toBe('noCredential');
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
    ['two cookies in one header', { cookie: ['jwt=a; jwt=b'] }, 'invalidToken'],
    ['two cookies in two headers', { cookie: ['jwt=a', 'jwt=a'] }, 'invalidToken'],
  ])('is refused when it is given twice: %s', (_, headers, denial) => {
    expect(findCredential(headers)).toBe(denial);
  });

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
    expect(findCredential({ cookie: [';;=;jwt;=x'] })).toBe('noCredential');
    expect(findCredential({ cookie: ['jwtx'] })).toBe('noCredential');
  });
});
