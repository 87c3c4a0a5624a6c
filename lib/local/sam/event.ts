import { readFile, writeFile } from 'node:fs/promises';
import type { Issuer } from '../issuer.ts';
import { LocalStackError } from '../local-stack-error.ts';

/** Stands for a fresh token in an event file, since tokens are of one run only. */
const TOKEN_OF_USER = /<JWT of user (\d+)>/g;

/** @throws LocalStackError when the file cannot be read, or is no JSON */
export const readEvent = async (file: string): Promise<string> => {
  const event = await readFile(file, 'utf8').catch((error: Error) => {
    throw new LocalStackError(`The event file ${file} cannot be read: ${error.message}`);
  });
  try {
    JSON.parse(event);
  } catch (error) {
    throw new LocalStackError(`The event file ${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  return event;
};

/** Writes an event into a file with a token of the issuer in the place of each `<JWT of user 970>`. */
export const writeEvent = async (file: string, event: string, issuer: Issuer): Promise<void> => {
  const users = new Set([...event.matchAll(TOKEN_OF_USER)].map(([, userId]) => userId));
  const tokens = new Map<string, string>();
  for (const sub of users) if (sub !== undefined) tokens.set(sub, await issuer.sign({ sub }));
  await writeFile(
    file,
    event.replaceAll(TOKEN_OF_USER, (placeholder, sub: string) => tokens.get(sub) ?? placeholder),
  );
};
