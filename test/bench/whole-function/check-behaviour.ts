import { deepStrictEqual } from 'node:assert/strict';
import { sampleData } from '../../../lib/local/sample-data.ts';
import { type Backend, readResponse } from '../lambda/serve-backend.ts';
import { type Bundle, startFunction } from '../lambda/start-function.ts';
import { RecordedTable } from '../workload/recorded-table.ts';
import { type Caller, listEvent } from './events.ts';

/** Every user and a key of each role and organization, with projects and without. */
const sampleEvents = ({ users, organizations }: ReturnType<typeof sampleData>) => {
  const byToken = users.map(({ id }): Caller => ({ principalKind: 'user', userId: String(id) }));
  const byKey = organizations.flatMap(({ id }) =>
    (['admin', 'member'] as const).map(
      (role): Caller => ({ principalKind: 'apiKey', keyId: '1', organizationId: String(id), role }),
    ),
  );
  return [...byToken, ...byKey].flatMap((caller) => [
    { caller, event: listEvent(caller) },
    { caller, event: listEvent(caller, {}, { projects: 'false' }) },
  ]);
};

/**
 * Asks two functions for the sample data in every way: as members, guests and nobody, of organizations that are deleted, in
 * trial and past it.
 * @throws AssertionError when their answers differ
 */
export const checkBehaviour = async (one: Bundle, other: Bundle, backend: Backend): Promise<void> => {
  const data = sampleData();
  backend.table = new RecordedTable(data.items);
  backend.keepsBody = true;
  const [running, otherRunning] = [await startFunction(one, backend), await startFunction(other, backend)];
  try {
    for (const { caller, event } of sampleEvents(data)) {
      const answers = [];
      for (const { invoke } of [running, otherRunning]) {
        await invoke(event, 1);
        const { statusCode, body } = readResponse(backend);
        answers.push({ statusCode, body: JSON.parse(body.toString()) });
      }
      deepStrictEqual(answers[1], answers[0], JSON.stringify(caller));
    }
  } finally {
    backend.keepsBody = false;
    await running.stop();
    await otherRunning.stop();
  }
};
