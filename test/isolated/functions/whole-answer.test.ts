/** Answers that are complete without waiting. Today's chunks keep them short, so no request makes a long one. */
import { Writable } from 'node:stream';
import type { Context } from 'aws-lambda';
import { afterAll, expect, test, vi } from 'vitest';
import { listOrganizations } from '../../../functions/list-organizations/list-organizations.ts';

vi.mock('../../../functions/list-organizations/list-organizations.ts');
vi.stubEnv('TABLE_NAME', 'table');
vi.stubEnv('METRICS_NAMESPACE', 'Tests');
vi.stubEnv('ALLOWED_ORIGINS', '');
vi.stubEnv('RESPONSE_MODE', 'stream');
vi.stubGlobal('awslambda', {
  streamifyResponse: (handler: unknown) => handler,
  HttpResponseStream: { from: (stream: Writable) => stream },
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
const { handler } = await import('../../../functions/list-organizations/handler.ts');

test.each(['', 'x'])('a long whole answer keeps every character, where its text begins with %j', async (first) => {
  // In one of the two cases, every 16 KB end within a character
  const body = `${first}${'🐝'.repeat(20_000)}`;
  vi.mocked(listOrganizations).mockResolvedValue(Buffer.from(body));
  const written: Buffer[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.push(chunk);
      done();
    },
  });
  const authorizer = { principalKind: 'user', userId: '1', principalId: 'user:1' };
  const event = { headers: {}, requestContext: { authorizer } };
  await Reflect.apply(handler, undefined, [
    event,
    stream,
    { getRemainingTimeInMillis: () => 1000 } satisfies Partial<Context>,
  ]);
  expect(`${Buffer.concat(written)}` === body).toBe(true);
});
