import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSamApi } from './start-sam-api.ts';

test('Ctrl-C in the middle of a request leaves no container, no file and nobody who listens', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'sam-cleanup-test-'));
  const { commands, lines, printed, interrupt } = await startSamApi({ ...process.env, TMPDIR: temporary });
  const [command] = commands;
  const cut = fetch(command?.url ?? '', { headers: command?.headers ?? {} }).then(
    ({ status }) => status,
    () => 'cut',
  );
  await printed(/SAM_CONTAINER_ID/);
  expect(await interrupt()).toBe(0);
  await cut;
  const started = lines.flatMap((line) => /SAM_CONTAINER_ID: (\w+)/.exec(line)?.[1] ?? []);
  const left = execFileSync('docker', ['ps', '--all', '--quiet', '--no-trunc'], { encoding: 'utf8' });
  for (const id of started) expect(left).not.toContain(id);
  expect(await readdir(temporary)).toEqual([]);
  const ports = lines.flatMap((line) => /^ *(?:Table|Issuer) .*?127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? []);
  expect(ports).toHaveLength(2);
  for (const port of ports) await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  await expect(fetch(command?.url ?? '')).rejects.toThrow('fetch failed');
  await rm(temporary, { recursive: true });
});
