import { parseArgs } from 'node:util';
import { describe, expect, test } from 'vitest';
import { LocalStackError } from '../../../lib/local/local-stack-error.ts';
import { ISSUER_OPTIONS, readIssuers } from '../../../lib/local/read-issuers.ts';

/** Beside the options of `npm start` that no issuer has. */
const read = (...parameters: string[]) => {
  const options = { ...ISSUER_OPTIONS, port: { type: 'string' }, json: { type: 'boolean' } } as const;
  return readIssuers(parseArgs({ args: parameters, options, tokens: true }).tokens);
};

const [A, B] = ['https://a.example.com', 'https://b.example.com'];

describe('the issuers of a command line', () => {
  test('are none where none is named', () => {
    expect(read()).toEqual([]);
    expect(read('--port', '0', '--json')).toEqual([]);
  });

  test('have linked users unless they say otherwise', () => {
    expect(read('--issuer', A, '--audience', 'a')).toEqual([{ issuer: A, audiences: ['a'], users: 'linked' }]);
    expect(read('--issuer', A, '--audience', 'a', '--users', 'id')).toMatchObject([{ users: 'id' }]);
  });

  test('have each what stands after them, in any order and mixed with other options', () => {
    const first = ['--client-id', 'c', '--audience', 'a', '--port', '0', '--client-id', 'd', '--audience', 'b'];
    const second = ['--jwks-uri', 'https://b.example.com/keys', '--json', '--user-claim', 'oid', '--audience', 'a'];
    expect(read('--json', '--issuer', A, ...first, '--issuer', B, ...second)).toEqual([
      { issuer: A, audiences: ['a', 'b'], users: 'linked', clientIds: ['c', 'd'] },
      { issuer: B, audiences: ['a'], users: 'linked', jwksUri: 'https://b.example.com/keys', userClaim: 'oid' },
    ]);
  });

  test('keep their order, even the same one twice, which synthesis refuses', () => {
    const issuers = read('--issuer', B, '--audience', 'b', '--issuer', A, '--issuer', B, '--audience', 'c');
    expect(issuers.map(({ issuer, audiences }) => [issuer, ...audiences])).toEqual([[B, 'b'], [A], [B, 'c']]);
  });

  test('may be written with an equals sign', () => {
    expect(read(`--issuer=${A}`, '--audience=a=b', '--require=scope=x=y')).toEqual([
      { issuer: A, audiences: ['a=b'], users: 'linked', require: { scope: ['x=y'] } },
    ]);
  });

  test('require claims, each with one value or several', () => {
    const require = ['--require', 'tid=t', '--require', 'scope=s1', '--require', 'scope=s2 s3'];
    expect(read('--issuer', A, ...require)).toMatchObject([{ require: { tid: ['t'], scope: ['s1', 's2 s3'] } }]);
    expect(read('--issuer', A, ...require, '--issuer', B)[1]).not.toHaveProperty('require');
  });
});

describe('refused with a sentence is', () => {
  test.each(Object.keys(ISSUER_OPTIONS).filter((name) => name !== 'issuer'))('--%s before any --issuer', (name) => {
    const start = () => read(`--${name}`, 'x=y', '--issuer', A);
    expect(start).toThrow(LocalStackError);
    expect(start).toThrow(`--${name} describes an issuer: put --issuer before it`);
  });

  test.each(['tid', 'tid=', '=t', '='])('--require %s', (value) => {
    const start = () => read('--issuer', A, `--require=${value}`);
    expect(start).toThrow(LocalStackError);
    expect(start).toThrow('--require is written claim=value');
  });
});
