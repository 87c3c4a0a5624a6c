import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { collectBody } from '../../../lib/table/collect-body.ts';

test.each<[string, string[]]>([
  ['nothing', []],
  ['one piece', ['{"a":1}']],
  ['pieces', ['{"a', '":"', 'é', '"}']],
])('a body of %s is all of its bytes', async (_, pieces) => {
  const body = new PassThrough();
  const collected = collectBody(body);
  for (const piece of pieces) body.write(piece);
  body.end();
  expect((await collected).toString()).toBe(pieces.join(''));
});

test('a body that fails after some of its bytes is that failure', async () => {
  const body = new PassThrough();
  const collected = collectBody(body);
  body.write('{');
  const reset = new Error('reset');
  body.destroy(reset);
  await expect(collected).rejects.toBe(reset);
});

test('a body that is closed before its end is an error, not what came until then', async () => {
  const body = new PassThrough();
  const collected = collectBody(body);
  body.write('{}');
  body.destroy();
  await expect(collected).rejects.toThrow('Premature close');
});

test('a body that was closed before anybody looked is an error, and is not waited for', async () => {
  const body = new PassThrough();
  body.destroy();
  await once(body, 'close');
  await expect(collectBody(body)).rejects.toThrow('Premature close');
});
