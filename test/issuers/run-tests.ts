/** `npm run test:issuers`: tokens of Keycloak (Java) and of moto's Cognito (Python), beside two others, on the local stack. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../support/documented-commands.ts';
import { startCognito } from './start-cognito.ts';
import { startKeycloak } from './start-keycloak.ts';

const CACHE = join(ROOT, 'node_modules/.cache/issuers');

/** Starts an issuer, or says why it is skipped. */
const start = async (name: string, starting: Promise<string>): Promise<string> => {
  try {
    const url = await starting;
    console.log(`${name} is at ${url}`);
    return url;
  } catch (error) {
    console.log(`SKIPPED: ${name}, because ${error instanceof Error ? error.message : error}`);
    return '';
  }
};

await using resources = new AsyncDisposableStack();
await mkdir(CACHE, { recursive: true });
const [keycloak, cognito] = await Promise.all([
  start('Keycloak', startKeycloak(CACHE, resources)),
  start("moto's Cognito", startCognito(CACHE, resources)),
]);
const vitest = spawn(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/issuers/vitest.config.ts'],
  { cwd: ROOT, env: { ...process.env, KEYCLOAK_URL: keycloak, COGNITO_URL: cognito }, stdio: 'inherit' },
);
const [code] = await once(vitest, 'exit');
process.exitCode = code === 0 ? 0 : 1;
