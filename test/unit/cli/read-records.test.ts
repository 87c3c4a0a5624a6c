import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf, linesOf } from '../../support/export-text.ts';
import { ORGANIZATIONS, readAll, withField } from '../../support/read-all.ts';

const ANSWER = answerOf(ORGANIZATIONS);
const LINES = linesOf(ORGANIZATIONS);
const LAST = JSON.stringify(ORGANIZATIONS[2]);

describe('the input', () => {
  test('may be cut into pieces anywhere', async () => {
    const whole = await readAll(ANSWER);
    expect(whole.records).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (pieceLength) => {
        expect(await readAll(ANSWER, { pieceLength })).toEqual(whole);
        expect((await readAll(LINES, { pieceLength })).records.map(({ draft }) => draft)).toEqual(
          whole.records.map(({ draft }) => draft),
        );
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['success first', () => `{"success":true,"organizations":${JSON.stringify(ORGANIZATIONS)}}`],
    [
      'further members that nobody knows',
      () => `{"organizations":${JSON.stringify(ORGANIZATIONS)},"x":[{}],"success":true}`,
    ],
    ['spaces and line ends of Windows', () => JSON.stringify(JSON.parse(ANSWER), null, 2).replaceAll('\n', '\r\n')],
    ['a byte order mark', () => `\u{feff}${ANSWER}`],
    [
      'the organizations’ members in another order',
      () => answerOf(ORGANIZATIONS.map((o) => Object.fromEntries(Object.entries(o).reverse()))),
    ],
  ])('may be an answer with %s', async (_, toText) => {
    const { records, incomplete } = await readAll(toText());
    expect(records.map(({ faults }) => faults)).toEqual([[], [], []]);
    expect(records.map(({ draft }) => [draft?.id, draft?.items.length, draft?.users.size])).toEqual([
      [1, 5, 3],
      [2, 5, 3],
      [3, 5, 3],
    ]);
    expect(incomplete).toBeUndefined();
  });

  test.each([
    ['empty lines', () => `\n\n${LINES.replaceAll('\n', '\n\n')}`],
    ['line ends of Windows', () => LINES.replaceAll('\n', '\r\n')],
    ['no end of the last line', () => LINES.trimEnd()],
    ['a byte order mark', () => `\u{feff}${LINES}`],
  ])('may be lines with %s', async (_, toText) => {
    const { records } = await readAll(toText());
    expect(records.map(({ faults, draft }) => [faults, draft?.id])).toEqual([
      [[], 1],
      [[], 2],
      [[], 3],
    ]);
  });

  test.each([
    ['nothing', ''],
    ['spaces', ' \n\n '],
    ['no JSON', 'organizations'],
    ['a list', `[${LINES.split('\n')[0]}]`],
    ['one organization over many lines', JSON.stringify(ORGANIZATIONS[0], null, 2)],
  ])('is refused when it is %s', async (_, text) => {
    await expect(readAll(text)).rejects.toThrow(
      'Expected an answer of the API, {"organizations": […], "success": true}, or one organization on each line',
    );
  });
});

describe('an answer that is not known to be complete', () => {
  test.each([
    ['is cut within an organization', ANSWER.slice(0, ANSWER.indexOf(LAST) + 40), [1], 'it ends too early'],
    ['is cut between two organizations', ANSWER.slice(0, ANSWER.indexOf(LAST) - 1), [1], 'it ends too early'],
    ['lacks its last brace', ANSWER.slice(0, -1), [1, 2], 'it ends too early'],
    [
      'failed on its way',
      ANSWER.replace('"success":true', '"success":false,"error":"no table"'),
      [1, 2],
      '"success" is false, and the error is "no table"',
    ],
    ['says nothing of success', ANSWER.replace(',"success":true', ''), [1, 2], 'does not say "success": true'],
    ['is followed by something', `${ANSWER}{}`, [1, 2], 'not JSON in line 1'],
    ['is an error', '{"success":false,"error":"Invalid API key"}', [], 'the error is "Invalid API key"'],
    ['has no list', '{"success":true}', [], 'no list of organizations'],
    ['has something else for a list', '{"organizations":{"a":{}},"success":true}', [], 'no list of organizations'],
  ])('because it %s gives those before its last, and says so', async (_, text, ids, why) => {
    const { records, incomplete } = await readAll(text, { pieceLength: 64 });
    expect(records.map(({ draft }) => draft?.id)).toEqual(ids);
    expect(incomplete).toContain(why);
  });
});

describe('what is left out', () => {
  const notesOf = async (text: string) => (await readAll(text)).records[0]?.draft?.notes.list();

  test('is named when the contract does not know it', async () => {
    const notes = await notesOf(withField(['users', 0, 'nickname'], 'x'));
    expect(notes).toEqual([
      { what: 'users[].nickname: not a field of the contract, left out', count: 1, examples: [expect.any(String)] },
    ]);
  });

  test('is named when it contradicts the organization', async () => {
    const what = 'projects[].owner: differs from the value derived from the organization, left out';
    expect(await notesOf(withField(['projects', 0, 'owner'], 'x'))).toEqual([
      { what, count: 1, examples: ['organization 3'] },
    ]);
    expect(await notesOf(withField(['projects', 0, 'owner'], undefined))).toEqual([]);
  });
});
