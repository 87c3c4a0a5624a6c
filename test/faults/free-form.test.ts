import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Attributes } from '../../lib/table/decode.ts';
import { expectOrganizations, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { listAs, putOrganizations } from '../support/organizations-of-user.ts';

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
beforeEach(() => api.listTable.reset());
afterAll(() => api.close());

/** Metadata as another service may store it, and what the answer has of it. */
const STORED: readonly (readonly [name: string, stored: Attributes[string], json: string])[] = [
  ['a set of texts', { SS: ['a', 'b'] }, '["a","b"]'],
  ['a set of numbers', { NS: ['12345678901234567891'] }, '[12345678901234567891]'],
  ['bytes', { B: Uint8Array.of(0, 1, 255) }, '"AAH/"'],
  ['a set of bytes', { BS: [Uint8Array.of(7)] }, '["Bw=="]'],
  ['an integer beyond 2^53', { N: '12345678901234567891' }, '12345678901234567891'],
  ['nanoseconds', { N: '1700000000000000000' }, '1700000000000000000'],
  ['38 digits', { N: '-0.12345678901234567890123456789012345678' }, '-0.12345678901234567890123456789012345678'],
  ['sets in a list', { L: [{ M: { tags: { SS: ['x'] } } }] }, '[{"tags":["x"]}]'],
  ['constructor', { S: 'x' }, '"x"'],
  ['toString', { M: { call: { NULL: true } } }, '{"call":null}'],
  ['toJSON', { BOOL: true }, 'true'],
];

test('F70 free-form metadata of any kind is part of the answer, to the last digit', async () => {
  const metadata = { M: Object.fromEntries(STORED.map(([name, stored]) => [name, stored])) };
  await putOrganizations(api, 7000, [7001], { project: { metadata } });
  const response = await listAs(api, 7000);
  expect(expectOrganizations(response)).toHaveLength(1);
  for (const [name, , json] of STORED) expect(response.body).toContain(`${JSON.stringify(name)}:${json}`);
});

test.each(STORED)('F70 %s in metadata fails no answer', async (name, stored, json) => {
  await putOrganizations(api, 7010, [7011], { project: { metadata: { M: { [name]: stored } } } });
  const response = await listAs(api, 7010);
  expect(expectOrganizations(response)[0]?.projects).toHaveLength(2);
  expect(response.body).toContain(`"metadata":{${JSON.stringify(name)}:${json}}`);
});

test('F70 the name __proto__ in metadata is a name like any other', async () => {
  const metadata = { M: { 'to be renamed': { M: { admin: { BOOL: true } } } } };
  await putOrganizations(api, 7020, [7021], { project: { metadata } });
  // The SDK cannot write it here, but those of other languages can
  api.listTable.react = () => (answer) => JSON.parse(JSON.stringify(answer).replace('to be renamed', '__proto__'));
  const response = await listAs(api, 7020);
  expect(expectOrganizations(response)[0]?.projects).toHaveLength(2);
  expect(response.body).toContain('"metadata":{"__proto__":{"admin":true}}');
});
