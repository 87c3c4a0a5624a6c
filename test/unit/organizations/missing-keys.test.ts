import { expect, test } from 'vitest';
import { createUserLoader } from '../../../lib/organizations/load-users.ts';
import { listCandidateIds, resolveMemberships } from '../../../lib/organizations/memberships.ts';
import { BrokenItemError } from '../../../lib/table/errors.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const { proxy, table } = await startProxiedTable(30);

const CALLER = { principalKind: 'user', userId: 1 } as const;

test.each([{}, { PK: { N: '1' } }])('what has no key as text is broken, and never somebody (%j)', async (item) => {
  const ConsumedCapacity = { CapacityUnits: 1 };
  proxy.react = () => ({
    status: 200,
    body: JSON.stringify({ Items: [item], Responses: { table: [item] }, ConsumedCapacity }),
  });
  const error = new BrokenItemError('', 'the key', 'one that ends in a padded id');
  await expect(listCandidateIds(table, CALLER, {})).rejects.toThrow(error);
  await expect(resolveMemberships(table, CALLER, [12], {})).rejects.toThrow(error);
  await expect(createUserLoader(table, {}).load(new Set([1]))).rejects.toThrow(error);
});
