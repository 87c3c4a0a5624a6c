/** The fast version of `npm run bench:tenants`: a twentieth of its sizes, and counts in the place of times. */
import { describe, expect, test, vi } from 'vitest';
import { MAX_SOCKETS } from '../../../lib/table/client.ts';
import { countReads } from './count-reads.ts';

vi.stubEnv('AWS_REGION', 'eu-west-1').stubEnv('AWS_ACCESS_KEY_ID', 'x').stubEnv('AWS_SECRET_ACCESS_KEY', 'x');

const SMALL = { members: 5, projects: 3, collaborators: 3 };
const one = await countReads({ ...SMALL, organizations: 1 }, true, MAX_SOCKETS);

test('one organization takes three rounds: the index, the partition with the membership, the users', () => {
  expect(one).toMatchObject({ rounds: { beforeFirstByte: 3, all: 3 }, requests: 4, error: undefined });
});

describe('a user in thousands of organizations', () => {
  test('waits for the first byte no longer than a user in one, though the index has several pages', async () => {
    const { rounds, requestsBeforeFirstByte, asked } = await countReads(
      { organizations: 13_000, members: 1, projects: 0, collaborators: 0 },
      false,
      MAX_SOCKETS,
    );
    // 2,000 in the first page, and then as many as fit
    expect(asked.memberships.requests).toBe(3);
    expect(rounds.beforeFirstByte).toBe(one.rounds.beforeFirstByte);
    expect(requestsBeforeFirstByte).toBe(one.requestsBeforeFirstByte);
  });

  test.each([true, false])(
    'is answered whole, a round for more than 83 of them (projects=%s)',
    async (withProjects) => {
      const listOf = (organizations: number) => countReads({ ...SMALL, organizations }, withProjects, MAX_SOCKETS);
      const [some, many] = [await listOf(1_000), await listOf(2_500)];
      expect(many).toMatchObject({ organizations: 2_500, projects: withProjects ? 7_500 : 0, error: undefined });
      // 50,000 organizations then take less than 600 rounds, which of 5 ms are 3 s
      expect((2_500 - 1_000) / (many.rounds.all - some.rounds.all)).toBeGreaterThan(83);
      expect(many.together).toBeLessThanOrEqual(MAX_SOCKETS);
      const users = 1 + 4 * 2_500;
      const least = 1 + 2_500 + 2_500 / 100 + users / 100;
      expect(many.requests / least).toBeLessThan(1.05);
    },
  );
});

describe('an organization of thousands of projects and members', () => {
  const large = { organizations: 1, members: 8_000, projects: 5_000, collaborators: 3 };

  test.each([true, false])('begins to be answered as soon as a small one (projects=%s)', async (withProjects) => {
    const reads = await countReads(large, withProjects, MAX_SOCKETS);
    expect(reads).toMatchObject({ organizations: 1, projects: withProjects ? 5_000 : 0, error: undefined });
    expect(reads.rounds.beforeFirstByte).toBe(one.rounds.beforeFirstByte);
    expect(reads.requestsBeforeFirstByte).toBe(one.requestsBeforeFirstByte);
  });

  test('whose own item is in its first page begins before its users are read', async () => {
    const reads = await countReads({ ...large, members: 400, projects: 400 }, true, MAX_SOCKETS);
    expect(reads).toMatchObject({ organizations: 1, projects: 400, error: undefined });
    expect([reads.rounds.beforeFirstByte, reads.requestsBeforeFirstByte]).toEqual([2, 3]);
  });

  test('has each member read once without projects, and a thousand together', async () => {
    const { asked, together } = await countReads(large, false, MAX_SOCKETS);
    // The caller's membership, and 8,000 users by a hundred
    expect(asked.batches).toEqual({ requests: 1 + 80, units: 1 + 8_000 / 2 });
    expect(together).toBe(1_000 / 100);
  });
});
