/** Whatever one organization of an input is like: its faults are its own, and what is right comes back as it was. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createReport } from '../../lib/cli/import/import-sources.ts';
import { createLocalClient } from '../../lib/local/table.ts';
import type { Table } from '../../lib/table/call.ts';
import { encodeRecords } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { projectKey } from '../../lib/table/keys.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { exportText, importText, linesOf } from '../support/export-text.ts';
import { recordsOf, viewOf } from '../support/small-organization.ts';
import { seed } from '../support/soak.ts';
import { startTableProxy, tableError } from '../support/table-proxy.ts';

const textOf = (id: number): string => JSON.stringify(viewOf(id));

/** An organization whose project has this text as its metadata. */
const withMetadata = (id: number, metadata: string): string =>
  textOf(id).replace('"metadata":{}', () => `"metadata":${metadata}`);

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
});
afterAll(() => resources.disposeAsync());

const idsIn = async (table: Table): Promise<number[]> =>
  JSON.parse(await exportText(table)).organizations.map(({ id }: { id: number }) => id);

const bytes = (text: string, encoding: BufferEncoding): string => Buffer.from(text, encoding).toString('latin1');

/** As an answer and as lines, of bytes that are written as Latin-1 here. */
const forms = (...organizations: readonly string[]): string[] => [
  `{"organizations":[${organizations.join(',\n')}],\n"success":true}`,
  organizations.join('\n'),
];

describe('a fault of one organization is its own', () => {
  test.each([
    [
      'a text in Latin-1',
      bytes(textOf(2).replace('Acme', 'Caf\u00e9'), 'latin1'),
      /^the organization: not UTF-8 in line \d$/,
    ],
    [
      'a text in Latin-1 in a project',
      bytes(textOf(2).replace('Door', 'T\u00fcr'), 'latin1'),
      /^projects\[0\]: not UTF-8 in line \d$/,
    ],
    [
      'a field of a collaborator that is nested 20,000 levels deep',
      textOf(2).replace('"isOwner":true', `"isOwner":true,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}`),
      /^projects\[0\]: nested more than 64 levels deep in line \d$/,
    ],
    [
      'a field of its own that is nested 20,000 levels deep',
      textOf(2).replace('"name"', `"x":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)},"name"`),
      /^the organization: nested more than 64 levels deep in line \d$/,
    ],
    ['two ids', textOf(2).replace(/\}$/, ',"id":3}'), /^id: appears twice with different values$/],
    ['metadata that is a list', withMetadata(2, '[]'), /^projects\[0\]\.metadata: expected an object, found a list$/],
  ])('%s', async (_, broken, fault) => {
    for (const text of forms(textOf(1), broken, textOf(3))) {
      const table = await tables.create();
      const { rejected } = await importText(table, Buffer.from(text, 'latin1'));
      expect(rejected.map(({ faults }) => faults)).toEqual([[expect.stringMatching(fault)]]);
      expect(rejected[0]?.place).toMatch(/line 2$/);
      expect(await idsIn(table)).toEqual([1, 3]);
    }
  });

  test('whatever is changed in its text', async () => {
    const original = textOf(2);
    const pieces = fc.constantFrom(
      ...[
        'null',
        '{}',
        '[]',
        '"constructor"',
        '"__proto__"',
        '-0',
        '1e400',
        'true',
        '"\\ud800"',
        ':',
        ',',
        '}',
        ']',
        '"',
        '\\',
      ],
      ...['{"constructor":1}', '{"__proto__":{"id":1}}', '{"toString":[]}', '\u00ff', '[[[[', '{"then":1}'],
    );
    const change = fc.record({ at: fc.nat(original.length), remove: fc.nat(40), put: pieces });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        let text = original;
        for (const { at, remove, put } of changes) text = text.slice(0, at) + put + text.slice(at + remove);
        const table = await tables.create();
        const { report, rejected } = await importText(
          table,
          Buffer.from([textOf(1), text.replaceAll('\n', ' '), textOf(3)].join('\n'), 'latin1'),
        );
        expect(await idsIn(table)).toEqual(expect.arrayContaining([1, 3]));
        expect(report.organizations.created + report.organizations.updated + rejected.length).toBe(3);
        for (const { place, faults } of rejected) expect([place, faults.length > 0]).toEqual(['line 2', true]);
      }),
      { numRuns: 150, seed },
    );
  });

  test('also what only the table finds out', async () => {
    const proxy = await startTableProxy();
    resources.defer(proxy.close);
    const table = await tables.create();
    proxy.upstream = tables.url;
    proxy.react = ({ input }) =>
      JSON.stringify(input).includes('ORG#0000000000000002') && 'Item' in input
        ? tableError('ValidationException', 400)
        : 'pass';
    const report = createReport();
    const watched = { ...table, client: createLocalClient(proxy.url) };
    const { rejected } = await importText(watched, linesOf([viewOf(1), viewOf(2), viewOf(3)]));
    expect(rejected.map(({ place, faults }) => [place, faults])).toEqual([
      ['line 2', [expect.stringContaining('the table refused a part of it')]],
    ]);
    expect(await idsIn(table)).toEqual([1, 3]);
    expect(report.rejected).toBe(0);
  });
});

describe('free-form metadata comes back as it was', () => {
  test.each([
    ['12345678901234567891', '12345678901234567891'],
    ['1700000000000000000', '1700000000000000000'],
    ['-0.1234567890123456789', '-0.1234567890123456789'],
    ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
    ['1e22', '10000000000000000000000'],
    ['1.23e40', `123${'0'.repeat(38)}`],
    ['1.5', '1.5'],
    ['100', '100'],
  ])('the number %s', async (number, answered) => {
    const table = await tables.create();
    const { rejected } = await importText(table, `${withMetadata(2, `{"n":${number}}`)}\n`);
    expect(rejected).toEqual([]);
    expect(await exportText(table)).toContain(`"metadata":{"n":${answered}}`);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'rawJSON', '$', 'é'])(
    'the name %s',
    async (name) => {
      const table = await tables.create();
      const metadata = `{${JSON.stringify(name)}:{"x":[1,"y"]}}`;
      const { rejected } = await importText(table, `${withMetadata(2, metadata)}\n`);
      expect(rejected).toEqual([]);
      expect(await exportText(table)).toContain(`"metadata":${metadata}`);
    },
  );

  test('the name __proto__, which the local table loses, as far as DynamoDB is concerned', async () => {
    const proxy = await startTableProxy();
    resources.defer(proxy.close);
    const table = await tables.create();
    proxy.upstream = tables.url;
    const watched = { ...table, client: createLocalClient(proxy.url) };
    await importText(watched, `${withMetadata(2, '{"__proto__":{"x":1}}')}\n`);
    const sent = proxy.requests.map(({ input }) => JSON.stringify(input)).join();
    expect(sent).toContain('"metadata":{"M":{"__proto__":{"M":{"x":{"N":"1"}}}}}');
  });

  test('whatever it is: export, import and export again give the same bytes and write nothing twice', async () => {
    const number = fc
      .tuple(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), fc.integer({ min: -80, max: 80 }))
      .map(([digits, power]) => JSON.rawJSON(`${digits}e${power}`));
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        ...[
          fc.constant(null),
          fc.boolean(),
          fc.string({ unit: 'grapheme' }),
          fc
            .double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 })
            .filter((n) => n === 0 || Math.abs(n) > 1e-100),
          number,
        ],
        fc.array(tie('any')),
        fc.dictionary(fc.string({ minLength: 1 }), tie('any')),
      ),
    })).any;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1 }), value), async (metadata) => {
        const [first, second] = [await tables.create(), await tables.create()];
        expect((await importText(first, `${withMetadata(2, JSON.stringify(metadata))}\n`)).rejected).toEqual([]);
        const text = await exportText(first);
        await importText(second, text);
        expect(await exportText(second)).toBe(text);
        expect((await importText(first, text)).report.projects).toMatchObject({ unchanged: 1, updated: 0 });
      }),
      { numRuns: 30, seed },
    );
  });

  test('what the table cannot hold is that record’s fault', async () => {
    for (const number of ['1e126', '1e-131', '1234567890123456789012345678901234567890']) {
      const { rejected } = await importText(await tables.create(), `${withMetadata(2, `{"n":${number}}`)}\n`);
      expect(rejected[0]?.faults.join()).toMatch(/^projects\[0\]\.metadata\.n: a number /);
    }
  });

  test('a set that another service stored stays a set', async () => {
    const table = await tables.create(encodeRecords(recordsOf(7)));
    const key = projectKey(7, 70);
    const item = (await getItem(table, key)) ?? {};
    const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
    const metadata = { M: { set: { SS: ['a', 'b'] }, bytes: { B: Uint8Array.of(1, 2) } } };
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...item, metadata } }));
    const { report } = await importText(table, await exportText(table));
    expect(report.projects).toMatchObject({ updated: 0, unchanged: 1 });
    expect((await getItem(table, key))?.['metadata']).toEqual(metadata);
  });
});
