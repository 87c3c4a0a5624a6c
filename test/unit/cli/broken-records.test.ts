import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf, linesOf } from '../../support/export-text.ts';
import { ORGANIZATIONS, readAll, withField } from '../../support/read-all.ts';

const LAST = JSON.stringify(ORGANIZATIONS[2]);

const COLLABORATOR = { ...Reflect.get(JSON.parse(LAST), 'users')[0], isOwner: true };

/** A broken organization between two good ones, in the form of lines. */
const around = (broken: string) =>
  [JSON.stringify(ORGANIZATIONS[0]), broken, JSON.stringify(ORGANIZATIONS[1]), ''].join('\n');

/** Metadata with a number as it is written. */
const withDigits = (digits: string): string =>
  withField(['projects', 0, 'metadata'], { a: 31337 }).replace('31337', digits);

describe('a broken organization', () => {
  test.each([
    ['a field of its own', withField(['name'], 7), 'name: expected a text, found another number'],
    [
      'a missing field',
      withField(['created'], undefined),
      'created: expected a date and time in UTC that ends in Z, such as 2030-01-31T12:00:00Z, found nothing',
    ],
    [
      'a date that is none',
      withField(['users', 1, 'created'], 'yesterday'),
      'users[1].created: expected a date and time in UTC that ends in Z, such as 2030-01-31T12:00:00Z, found another text',
    ],
    [
      'an optional field that is null',
      withField(['users', 0, 'photo'], null),
      'users[0].photo: expected an http or https URL, found null',
    ],
    [
      'an unknown role',
      withField(['users', 2, 'role'], 'owner'),
      'users[2].role: expected one of admin, member, guest, found another text',
    ],
    [
      'a user of a project',
      withField(['projects', 1, 'collaborators', 0, 'email'], 1),
      'projects[1].collaborators[0].email: expected a text, found another number',
    ],
    ['an id that is none', withField(['id'], 2 ** 53), 'id: '],
    ['a user who is no object', withField(['users', 0], 3), 'users[0]: expected an object, found another number'],
    ['users that are no list', withField(['users'], {}), 'users: expected a list, found an object'],
    ['the same user twice', withField(['users', 1, 'id'], 1), 'users[1]: its id is in the list twice'],
    ['the same project twice', withField(['projects', 1, 'id'], 5), 'projects[1]: its id is in the list twice'],
    [
      'the same collaborator twice',
      withField(['projects', 0, 'collaborators'], [COLLABORATOR, COLLABORATOR]),
      'projects[0].collaborators: a user is in the list twice',
    ],
    [
      'a second profile of a user that is too large',
      withField(['projects', 0, 'collaborators'], [{ ...COLLABORATOR, name: 'x'.repeat(450_000) }]),
      'projects[0].collaborators[0]: larger than',
    ],
    [
      'a number of too many digits',
      withDigits('0.123456789012345678901234567890123456789'),
      'projects[0].metadata.a: a number of more than 38 digits, which the table cannot hold',
    ],
    [
      'a number that is too large',
      withDigits('1e126'),
      'projects[0].metadata.a: a number that is too large for the table',
    ],
    [
      'an id that only rounding makes one',
      withField(['id'], 3).replace('"id":3', '"id":2.99999999999999999999'),
      'id: expected a whole number',
    ],
    [
      'a number that is too small',
      withField(['projects', 0, 'metadata'], { a: 1e-200 }),
      'projects[0].metadata.a: a number that',
    ],
    [
      'too much of it',
      withField(['projects', 0, 'description'], 'é'.repeat(205_000)),
      "projects[0]: larger than DynamoDB's limit of 400 KB for an item",
    ],
    ['half a character', withField(['name'], '\ud83d'), 'the organization: a text that is not Unicode'],
    [
      'half a character in its data',
      withField(['projects', 0, 'metadata'], { a: ['\udc00'] }),
      'projects[0]: a text that is not Unicode',
    ],
    [
      'a name of 400 KB',
      withField(['name'], 'x'.repeat(410_000)),
      "the organization: larger than DynamoDB's limit of 400 KB for an item",
    ],
    [
      'a date without end',
      withField(['trialExpiredDate'], `2025-01-01T00:00:00.${'0'.repeat(1100)}Z`),
      'the organization: a date of too many digits',
    ],
    [
      'too deep data',
      withField(['projects', 0, 'metadata'], JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)),
      'nested more than 32 levels deep',
    ],
    [
      'a name that is none',
      withField(['projects', 0, 'metadata'], { '': 1 }),
      'projects[0].metadata: the name "" cannot be stored',
    ],
    ['two ids', withField(['name'], 'x').replace(/\}$/, ',"id":4}'), 'id: appears twice with different values'],
    ['no JSON', '{"id":3,"name":"x",}', 'not JSON in line 2'],
    ['an end too early', '{"id":3,"name":"x"', 'it ends too early'],
    ['two on one line', '{} {}', 'not JSON in line 2'],
    ['no object', '"x"', 'the organization: expected an object, found another text'],
  ])('with %s is named by line, path and reason, and the others come', async (_, broken, fault) => {
    const { records, places } = await readAll(around(broken), { pieceLength: 17 * 1024 });
    expect(places).toEqual(['line 1', 'line 2', 'line 3']);
    expect(records.map(({ faults }) => faults.length === 0)).toEqual([true, false, true]);
    expect(records[1]?.faults.join()).toContain(fault);
  });

  test('of an answer is named by its place in the list and its line', async () => {
    const organizations = [ORGANIZATIONS[0], { ...ORGANIZATIONS[1], name: 1 }, ORGANIZATIONS[2]];
    const text = JSON.stringify({ organizations, success: true }, null, 1);
    const line = text.slice(0, text.indexOf('"name": 1,')).split('\n').length - 2;
    const { places, records } = await readAll(text, { pieceLength: 50 });
    expect(places[1]).toBe(`organizations[1] in line ${line}`);
    expect(records[1]?.faults).toEqual(['name: expected a text, found another number']);
  });

  test('comes with its text, which can be read again as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 0, max: 2 }), async (pieceLength, at) => {
        const organizations = ORGANIZATIONS.map((organization, index) =>
          index === at ? { ...organization, name: 1 } : organization,
        );
        for (const text of [
          answerOf(organizations),
          JSON.stringify(JSON.parse(answerOf(organizations)), null, 2),
          linesOf(organizations),
        ]) {
          const { records } = await readAll(text, { pieceLength, wantsText: true });
          expect(records.map((record) => record.text && JSON.parse(record.text.toString()))).toEqual(
            organizations.map((organization, index) => (index === at ? organization : undefined)),
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  test('says of itself nothing that could be personal', async () => {
    const { records } = await readAll(around(withField(['users', 0, 'created'], 'Jane Doe')));
    expect(JSON.stringify(records[1]?.faults)).not.toContain('Jane');
  });
});

test('may say in words what would be an escape', async () => {
  const { records } = await readAll(around(withField(['name'], 'C:\\ud83d')));
  expect(records[1]?.faults).toEqual([]);
});
