import { describe, expect, it } from 'vitest';
import { CONFIGURATION_NAMES, parseConfiguration } from '../../cdk/configuration.ts';
import { REQUIRED_CONTEXT } from './synthesize.ts';

const parse = (context: Record<string, unknown> = {}) => parseConfiguration({ ...REQUIRED_CONTEXT, ...context });

describe('the CDK context', () => {
  it('needs an issuer and an audience, and has defaults for everything else', () => {
    expect(parse()).toEqual({
      issuer: 'https://login.example.com',
      audience: 'organizations',
      jwksUri: 'https://login.example.com/.well-known/jwks.json',
      userIdClaim: 'sub',
      allowedOrigins: [],
      environment: 'prod',
      target: 'aws',
    });
  });

  it('keeps the issuer to the letter, and takes its trailing slash into account for the address of its keys', () => {
    const { issuer, jwksUri } = parse({ issuer: 'https://login.example.com/' });
    expect(issuer).toBe('https://login.example.com/');
    expect(jwksUri).toBe('https://login.example.com/.well-known/jwks.json');
  });

  it.each([
    ['', []],
    ['*', ['*']],
    ['https://a.example', ['https://a.example']],
    ['https://a.example, http://localhost:3000', ['https://a.example', 'http://localhost:3000']],
    ['https://a.example https://b.example', ['https://a.example', 'https://b.example']],
    ['["https://a.example"]', ['https://a.example']],
    [['https://a.example'], ['https://a.example']],
  ])('reads allowedOrigins %j', (allowedOrigins, expected) => {
    expect(parse({ allowedOrigins }).allowedOrigins).toEqual(expected);
  });

  it.each([
    '*,https://a.example',
    'https://a.example/',
    'https://a.example/app',
    'a.example',
    'null',
    "https://a'.example",
    '[https://a.example',
    '[1]',
    'file:///tmp',
    7,
  ])('refuses allowedOrigins %j', (allowedOrigins) => {
    expect(() => parse({ allowedOrigins })).toThrow(/allowedOrigins must be origins/);
  });

  it.each(['issuer', 'jwksUri'])('accepts http for %s in dev only', (name) => {
    const context = { [name]: 'http://localhost:4801' };
    expect(() => parse(context)).toThrow(
      `${name} must be https, unless environment is dev. Example: -c ${name}=https://`,
    );
    expect(parse({ ...context, environment: 'dev' })).toMatchObject(context);
  });

  it('names everything that is wrong at once, each with an example', () => {
    const context = {
      audience: ' ',
      jwksUri: 'http://keys.example.com',
      userIdClaim: '',
      allowedOrigins: '*,*',
      environment: 'test',
      target: 'lambda',
    };
    expect(() => parseConfiguration(context)).toThrow(
      /issuer is missing\. Example: -c issuer=https:\/\/login\.example\.com/,
    );
    for (const name of CONFIGURATION_NAMES) {
      expect(() => parseConfiguration(context)).toThrow(new RegExp(`${name} .+ Example: -c ${name}=\\S+`));
    }
  });
});
