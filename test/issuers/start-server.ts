import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { portOf } from '../../lib/local/listen.ts';

/** How often a server is asked whether it answers, once a second. */
const TRIES = 300;

/** One that was free a moment ago. */
export const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
};

/** Runs a program to its end. @throws Error with what it says */
export const run = (program: string, ...parameters: readonly string[]): void => {
  const { error, status, stderr } = spawnSync(program, parameters, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`there is no ${program}`);
  if (status !== 0) throw new Error(`${program} failed: ${stderr.trim().split('\n').at(-1)}`);
};

/**
 * Starts a server and resolves when its URL answers; it is stopped with the resources.
 * @throws Error when it ends, or does not answer within five minutes
 */
export const startServer = async (
  program: string,
  parameters: readonly string[],
  url: string,
  resources: AsyncDisposableStack,
  options: SpawnOptions = {},
): Promise<void> => {
  // A group of its own, for a script starts the server as a child
  const child = spawn(program, parameters, { ...options, stdio: 'ignore', detached: true });
  let end: string | undefined;
  child.once('error', (error) => {
    end = String(error);
  });
  child.once('exit', (code) => {
    end = `exit status ${code}`;
  });
  resources.defer(async () => {
    if (end !== undefined || child.pid === undefined) return;
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
  });
  for (let tries = 0; tries < TRIES && end === undefined; tries++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await setTimeout(1000);
  }
  throw new Error(`${program} does not start: ${end ?? 'it does not answer'}`);
};
