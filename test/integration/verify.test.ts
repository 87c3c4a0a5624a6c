import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { operate } from '../support/operate.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack({ assembly: inject('assembly') });
});
afterAll(() => stack.close());

const verify = (...options: string[]) => operate(['verify', '--port', new URL(stack.url).port, ...options]);

/** How many items there are, and whether any is a throwaway. */
const scan = async () => {
  const { Items = [] } = await stack.client.send(new ScanCommand({ TableName: stack.tableName }));
  return { count: Items.length, left: Items.filter((item) => JSON.stringify(item).includes('Throwaway')) };
};

const outcomesSchema = z.array(z.object({ check: z.string(), passed: z.boolean(), detail: z.optional(z.string()) }));
const tokenOf = () => stack.credentials.find(({ kind }) => kind === 'jwt')?.value ?? '';

describe('npm run verify', () => {
  test('passes on a stack that works, and leaves nothing behind', async () => {
    const before = await scan();
    const { status, stdout, stderr } = await verify('--yes', '--json', '--token', tokenOf());
    const outcomes = z.parse(outcomesSchema, JSON.parse(stdout));
    expect(outcomes.filter(({ passed }) => !passed)).toEqual([]);
    expect(outcomes.map(({ check }) => check)).toEqual([
      'a key gets its organization',
      'a guest is listed as one, with their project',
      'projects=false leaves projects out',
      '400 for a wrong parameter',
      'compressed by zstd',
      'compressed by br',
      'compressed by gzip',
      'the answer is streamed',
      'a revoked key is refused on the next request',
      '401 for a wrong key',
      '401 without a credential',
      '401 for something that is not a token',
      '404 for an unknown path',
      '405 with Allow for another method',
      'a preflight needs no credential',
      'a token lists organizations, by the index',
      'the same token as a bearer',
      '401 for a token whose signature was changed',
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(await scan()).toEqual({ count: before.count, left: [] });
  });

  test('asks first, and writes nothing without an answer', async () => {
    const before = await scan();
    const { status, stderr } = await verify();
    expect([status, stderr]).toEqual([1, expect.stringContaining('Create a throwaway organization')]);
    expect(await scan()).toEqual(before);
  });

  test('writes nothing with --read-only, which asks with a key of somebody’s own', async () => {
    const before = await scan();
    const key = stack.credentials.find(({ kind }) => kind === 'key')?.value ?? '';
    const { status, stdout } = await verify('--read-only', '--key', key);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/passed +a key gets its organization/)]);
    expect(stdout).not.toContain('revoked');
    expect(stdout).not.toContain(key);
    expect(await scan()).toEqual(before);
    expect((await verify('--read-only')).status).toBe(2);
  });

  test('fails with a status of 1 where another service answers', async () => {
    const elsewhere = new URL('/openapi.json/', stack.url).href;
    const { status, stdout, stderr } = await verify('--yes', '--url', elsewhere);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/\d+ of \d+ checks failed\.\n$/)]);
    expect(stdout).toMatch(/FAILED +a key gets its organization +404/);
    expect((await scan()).left).toEqual([]);
  });

  test('removes what it wrote when it is interrupted', async () => {
    const parameters = ['lib/cli/organizations.mjs', 'verify', '--yes', '--port', new URL(stack.url).port];
    const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'close');
    await expect.poll(async () => (await scan()).left.length).toBeGreaterThan(0);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect((await scan()).left).toEqual([]);
  });
});
