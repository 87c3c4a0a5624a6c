import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepAnswersWhole } from '../support/keep-answers-whole.ts';
import { expectPartial, type LocalApi, PRODUCTION_LIMITS, startLocalApi } from '../support/local-api.ts';
import { isAbout, listAs, putOrganizations, range, readOf } from '../support/organizations-of-user.ts';
import type { Reaction } from '../support/reaction.ts';
import { tableError } from '../support/table-proxy.ts';

const USER = 4700;
const IDS = range(4701, 40);

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi({}, PRODUCTION_LIMITS);
  await putOrganizations(api, USER, IDS);
});
keepAnswersWhole(() => api, USER, IDS);
afterAll(() => api.close());

const linesWith = (text: string) => api.lines.filter((line) => line.includes(text));

describe('F47 after the first byte', () => {
  const expectEarlyEnd = async () => {
    const listed = expectPartial(await listAs(api, USER));
    expect(listed.map(({ id }) => id)).toEqual(range(IDS[0] ?? 0, listed.length));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.length).toBeLessThan(35);
    expect(linesWith('"PartialAnswers":1')).toHaveLength(1);
    expect(linesWith('the answer ended early')).toHaveLength(1);
  };

  test.each<[string, Reaction]>([
    ['500', tableError('InternalServerError', 500)],
    ['throttling', tableError('ThrottlingException', 400)],
    ['access denied', tableError('AccessDeniedException', 400)],
    ['a hang', 'hang'],
    ['a stall', 'stall'],
    ['a cut answer', 'cut'],
    ['a reset connection', 'reset'],
    ['an empty body', { status: 200, body: '' }],
    ['HTML', { status: 200, body: '<html></html>' }],
  ])('%s ends the answer as valid JSON that says so, and is counted', async (_, reaction) => {
    api.listTable.react = (asked) => (readOf(asked) === 'partition' && isAbout(asked, 4735) ? reaction : 'pass');
    await expectEarlyEnd();
  });

  test('the loss of a confirmation does the same', async () => {
    let confirmations = 0;
    api.listTable.react = (asked) => {
      if (readOf(asked) !== 'memberships') return 'pass';
      confirmations += 1;
      return confirmations > 2 ? tableError('AccessDeniedException', 400) : 'pass';
    };
    await expectEarlyEnd();
  });

  test('a broken item ends it, and is named in the log', async () => {
    await putOrganizations(api, 4750, range(4751, 40), { project: { name: { N: '1' } } });
    const listed = expectPartial(await listAs(api, 4750));
    expect(listed.map(({ id }) => id)).toEqual(range(4751, listed.length));
    expect(linesWith('the answer ended early')[0]).toContain('ORG#0000000000004790/PROJECT#0000000000000001');
  });
});
