import { expect, test } from 'vitest';
import { confirm, nominate } from '../../../lib/organizations/nominate.ts';
import { createUserDirectory } from '../../../lib/organizations/users.ts';
import { BrokenItemError } from '../../../lib/table/errors.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const { proxy, table } = await startProxiedTable();

const CALLER = { principalKind: 'user', userId: 1 } as const;

test.each([{}, { PK: { N: '1' } }])('what has no key as text is broken, and never somebody (%j)', async (item) => {
  const ConsumedCapacity = { CapacityUnits: 1 };
  proxy.react = () => ({
    status: 200,
    body: JSON.stringify({ Items: [item], Responses: { table: [item] }, ConsumedCapacity }),
  });
  const error = new BrokenItemError('', 'the key', 'one that ends in a padded id');
  await expect(nominate(table, CALLER, {})).rejects.toThrow(error);
  await expect(confirm(table, CALLER, [12], {})).rejects.toThrow(error);
  await expect(createUserDirectory(table, {}).load(new Set([1]))).rejects.toThrow(error);
});
