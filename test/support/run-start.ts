import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

/** The line that `npm start -- --json` prints when it is ready. */
export const readySchema = z.strictObject({
  url: z.url(),
  dynamodb: z.url(),
  table: z.string(),
  jwks: z.url(),
  issuers: z.array(z.looseObject({ issuer: z.string() })),
  credentials: z.array(z.strictObject({ kind: z.enum(['key', 'jwt']), as: z.string(), value: z.string() })),
});

export type RunningStack = ReturnType<typeof runStart>;

/** `npm start -- …` without npm, in a process group of its own. */
export const runStart = (parameters: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, ['lib/local/start.ts', ...parameters], {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code, stdout, stderr }),
  );
  const endedEarly = ended.then(({ code, stderr }) => `ended with ${code}: ${stderr}`);
  return { child, ended, firstOutput: Promise.race([once(child.stdout, 'data').then(String), endedEarly]) };
};
