import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { answerSchema } from '../../lib/contract/model.ts';
import { sampleData } from '../../lib/local/sample-data.ts';
import { type Asker, expectedOrganizations } from '../support/expected-organizations.ts';

const commandsSchema = z.array(z.object({ url: z.url(), headers: z.record(z.string(), z.string()) }));
const commands = z.parse(commandsSchema, JSON.parse(process.env['SAM_COMMANDS'] ?? ''));

const { credentials, keys, ...records } = sampleData();
const askers = credentials.map((credential): [string, Asker] => {
  if (credential.kind === 'jwt') return [`the user ${credential.as}`, { userId: credential.userId }];
  const key = keys.find(({ value }) => value === credential.value);
  if (key === undefined) throw new Error(`there is no key ${credential.as}`);
  return [`the key ${credential.as}`, key.record];
});

test('there is a command for each credential of the sample data', () => {
  expect(commands).toHaveLength(askers.length);
});

test.each(askers.map(([as, asker], index) => [as, asker, commands[index]] as const))(
  'the command that is printed for %s is answered field by field',
  async (_, asker, command) => {
    const response = await fetch(command?.url ?? '', { headers: command?.headers ?? {} });
    expect(response.status).toBe(200);
    const { organizations } = z.parse(answerSchema, await response.json());
    expect(organizations).toEqual(expectedOrganizations({ ...records, keys: [] }, asker, Date.now()));
  },
);
