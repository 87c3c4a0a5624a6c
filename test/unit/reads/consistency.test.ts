import { beforeAll, expect, test } from 'vitest';
import { startMemoryTable } from '../../support/memory-table.ts';
import { pagedTable } from '../../support/paged-table.ts';
import { READ_OPERATIONS, type ReadOperation, STORED } from '../../support/read-operations.ts';

const { table, put } = await startMemoryTable();
beforeAll(() => put(...STORED));

/** What an organization with more than a page of members is read by after that page: members, its own item, projects. */
const largePartition = (consistency: string) =>
  ['MEMBER MEMBER', 'ORG ORG', 'PROJECT PROJECT'].map((range) => `Query table ORG ${range} ${consistency}`);

/** What each read asks for. Whoever confirms, changes or exports reads consistently; a list suggests, and then confirms. */
const REQUESTS: Readonly<Record<ReadOperation, readonly string[]>> = {
  "a user's list": [
    'Batch MEMBER consistent',
    'Batch ORG eventual only PK,trialExpiredDate,trialUpgradedDate,deletedDate',
    'Batch USER eventual',
    'Query GSI1 USER ORG eventual only PK',
    'Query table ORG eventual',
    ...largePartition('eventual'),
  ],
  "a key's list": ['Batch USER eventual', 'Query table ORG eventual', ...largePartition('eventual')],
  'a list without projects': [
    'Batch MEMBER consistent',
    'Batch ORG eventual only PK,trialExpiredDate,trialUpgradedDate,deletedDate',
    'Batch USER eventual',
    'Query GSI1 USER ORG eventual only PK',
    'Query table ORG < PROJECT eventual',
    ...largePartition('eventual').slice(0, 2),
  ],
  'an export of all': [
    'Batch USER consistent',
    'Query table ORG consistent',
    'Scan ORG consistent only PK',
    ...largePartition('consistent'),
  ],
  'an export of some': [
    'Batch ORG consistent',
    'Batch USER consistent',
    'Query table ORG consistent',
    ...largePartition('consistent'),
  ],
  'the members of an organization': ['Batch USER consistent', 'Query table ORG MEMBER consistent'],
  'the admins of an organization': ['Query table ORG MEMBER consistent'],
  'the keys of an organization': ['Batch KEY consistent', 'Query GSI1 ORG KEY eventual'],
  'one key': ['Batch KEY consistent', 'Query GSI1 ORG KEY eventual'],
  'all keys': ['Scan KEY consistent'],
  'the identities of a user': ['Batch IDENTITY consistent', 'Query GSI1 USER IDENTITY eventual'],
  'all identities': ['Scan IDENTITY consistent'],
  'what remains of a user': ['Get USER consistent', 'Query GSI1 USER eventual'],
  'what is stored about a user': ['Batch ORG consistent', 'Get USER consistent', 'Scan everything consistent'],
  'the users by their addresses': ['Scan USER consistent'],
  'the list of users': ['Scan USER consistent'],
  'a search for a user': ['Scan USER consistent'],
  'the list of organizations': ['Scan ORG consistent'],
  'a report on an organization': [
    'Batch KEY consistent',
    'Batch USER consistent',
    'Get ORG consistent',
    'Query GSI1 ORG KEY eventual',
    'Query table ORG MEMBER consistent',
  ],
  'the trials': ['Batch ORG consistent', 'Query GSI1 TRIAL eventual'],
  'the trials that are over': ['Query GSI1 TRIAL < time eventual'],
  'what an import changes of an organization': ['Get ORG consistent', 'Query table ORG consistent'],
  'what an import changes of users': ['Batch USER consistent'],
};

test('every operation that reads is in the list', () => {
  expect(Object.keys(REQUESTS)).toEqual(Object.keys(READ_OPERATIONS));
});

test.each(Object.entries(READ_OPERATIONS))('%s asks for no more and no less than it needs', async (name, read) => {
  const { table: seen, requests } = pagedTable(table);
  await read(seen);
  expect([name, requests()]).toEqual([name, new Map(Object.entries(REQUESTS)).get(name)?.toSorted()]);
});
