import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { answerSchema } from '../../lib/contract/model.ts';
import { ORGANIZATION_ID } from '../../lib/local/sample-data.ts';

/** `npm run --silent sam:invoke -- …`. @returns what it wrote to standard output */
const invoke = async (name: string, event: string) => {
  const file = `test/events/${name}/${event}.json`;
  const child = spawn(process.execPath, ['lib/local/sam/invoke.ts', name, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(await ended, stderr).toEqual([0, null]);
  return JSON.parse(stdout);
};

describe('the example events', () => {
  test.each([
    ['api-key', 'key:42/501', { principalKind: 'apiKey', keyId: '501', organizationId: '42', role: 'admin' }],
    ['jwt', 'user:970', { principalKind: 'user', userId: '970' }],
  ])('let the authorizer allow: %s', async (event, principalId, context) => {
    const answer = await invoke('authorizer', event);
    expect(answer).toMatchObject({ principalId, context });
    expect(answer.policyDocument.Statement).toMatchObject([{ Effect: 'Allow' }]);
  });

  const { large, whiteLabelled, inTrial, inGracePeriod } = ORGANIZATION_ID;
  test.each([
    ['api-key', [large]],
    ['jwt', [large, whiteLabelled, inTrial, inGracePeriod]],
  ])('let the list answer: %s', async (event, ids) => {
    const { statusCode, body } = await invoke('list-organizations', event);
    expect(statusCode).toBe(200);
    expect(answerSchema.parse(JSON.parse(body)).organizations.map(({ id }) => id)).toEqual(ids);
  });

  test('let the trials expire, as a rehearsal', async () => {
    expect(await invoke('expire-trials', 'dry-run')).toMatchObject({ expired: 1, changed: 0, broken: 0, dryRun: true });
  });
});
