import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attributes } from '../../lib/table/decode.ts';
import { encodeMember, encodeOrganization, encodeProject } from '../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject } from '../support/build-records.ts';
import { keepAnswersWhole } from '../support/keep-answers-whole.ts';
import { expectOrganizations, type LocalApi, PATH, startLocalApi } from '../support/local-api.ts';
import { isAbout, listAs, putOrganizations, range, readOf } from '../support/organizations-of-user.ts';
import { createMemoryGauge, type MemoryGauge } from '../support/preload/memory-gauge.ts';
import type { Reaction } from '../support/reaction.ts';
import type { TableRequest } from '../support/table-proxy.ts';

const USER = 4700;
const IDS = range(4701, 40);

let api: LocalApi;
let memory: MemoryGauge;
beforeAll(async () => {
  memory = createMemoryGauge();
  api = await startLocalApi({ ListOrganizations: memory.environment });
  await putOrganizations(api, USER, IDS);
});
keepAnswersWhole(() => api, USER, IDS);
afterAll(async () => {
  await api.close();
  memory.close();
});

const linesWith = (text: string) => api.lines.filter((line) => line.includes(text));

const PROJECTS = 100;

/** A page of an organization's projects, of a megabyte. */
const projectPage = (organizationId: number, number: number): Attributes[] =>
  range(number * PROJECTS, PROJECTS).map((id) => {
    const collaborators = [{ userId: USER, isOwner: true }];
    return encodeProject(buildProject({ organizationId, id, description: 'd'.repeat(10_000), collaborators }));
  });

/** An organization of as many pages as wanted, which no table has to hold. */
const answerPages =
  (organizationId: number, pages: number) =>
  (asked: TableRequest): Reaction => {
    if (readOf(asked) !== 'partition' || !isAbout(asked, organizationId)) return 'pass';
    const start = Object(asked.input['ExclusiveStartKey']).SK?.S;
    const number = start === undefined ? 0 : (Number(start.split('#')[1]) + 1) / PROJECTS;
    const projects = projectPage(organizationId, number);
    const last = projects.at(-1);
    const more = number < pages - 1 ? { LastEvaluatedKey: { PK: last?.['PK'], SK: last?.['SK'] } } : {};
    const Items = [...(number === 0 ? others(organizationId) : []), ...projects];
    const body = { Items, Count: Items.length, ...more, ConsumedCapacity: { CapacityUnits: 128 } };
    return { status: 200, body: JSON.stringify(body) };
  };

const others = (id: number): Attributes[] => [
  encodeMember(buildMember({ organizationId: id, userId: USER })),
  encodeOrganization(buildOrganization({ id })),
];

describe('a large answer', () => {
  const largest = async (pages: number) => {
    api.listTable.react = answerPages(4701, pages);
    memory.reset();
    const { body } = await listAs(api, USER);
    const [organization] = JSON.parse(body).organizations;
    expect(organization.projects.map(({ id }: { id: number }) => id)).toEqual(range(0, pages * 100));
    expect(body.endsWith('],"success":true}')).toBe(true);
    return { size: body.length, peak: memory.peak() };
  };

  test('F50 of 50 MB is complete, and takes no more memory than one of 5 MB', async () => {
    await largest(5);
    const small = await largest(5);
    const large = await largest(50);
    expect(large.size).toBeGreaterThan(50_000_000);
    expect(large.peak - small.peak).toBeLessThan((large.size - small.size) / 2);
  });

  test('F48 stops being read when its client goes away', async () => {
    api.listTable.react = answerPages(4701, 900);
    const token = await api.stack.issuer.sign({ sub: String(USER) });
    const outgoing = request(api.stack.url + PATH, { headers: { 'x-jwt-token': token }, agent: false }).end();
    outgoing.on('error', () => outgoing.destroyed);
    const [response] = await once(outgoing, 'response');
    await once(response, 'data');
    outgoing.destroy();
    await expect.poll(() => linesWith('"outcome":"client-gone"')).toHaveLength(1);
    const read = api.listTable.requests.length;
    expect(read).toBeLessThan(200);
    // The next answer is whole, and nothing of the last one is read meanwhile
    api.listTable.react = () => 'pass';
    expect(expectOrganizations(await listAs(api, USER)).map(({ id }) => id)).toEqual(IDS);
    const later = api.listTable.requests.slice(read).filter((asked) => asked.input['ExclusiveStartKey'] !== undefined);
    expect(later).toEqual([]);
    expect(linesWith('"level":"ERROR"')).toEqual([]);
  });
});
