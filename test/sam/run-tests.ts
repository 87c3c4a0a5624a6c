/** `npm run test:sam`: starts the API by `sam local start-api` and runs the tests against it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { API_KEY_HEADER, JWT_HEADER } from '../../lib/contract/headers.ts';
import { startSamApi } from './start-sam-api.ts';

/** The one that sam runs the functions in. */
const IMAGE = 'public.ecr.aws/lambda/nodejs:24-x86_64';

const probe = (command: string, ...parameters: string[]) => spawnSync(command, parameters, { stdio: 'ignore' });

/** Undefined when all is there. What is there and broken is not missing: the tests fail of it. */
const findMissing = () => {
  if (probe('sam', '--version').error !== undefined) return 'there is no command sam (AWS SAM CLI)';
  const docker = probe('docker', 'info');
  if (docker.error !== undefined) return 'there is no command docker';
  return docker.status === 0 ? undefined : 'no Docker engine answers';
};

const runTests = async (): Promise<number> => {
  // An image that is here is taken as it is: sam would ask the registry every time
  if (probe('docker', 'image', 'inspect', IMAGE).status === 0) process.env['SAM_SKIP_PULL_IMAGE'] ??= '1';
  console.log('Starting the API by sam local start-api …');
  const { commands, interrupt } = await startSamApi();
  const credential = (header: string) => commands.map(({ headers }) => headers[header]).find(Boolean);
  const vitest = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/sam/vitest.config.ts'],
    {
      env: {
        ...process.env,
        E2E_URL: commands[0]?.url.replace('/api/organizations', ''),
        E2E_API_KEY: credential(API_KEY_HEADER),
        E2E_JWT: credential(JWT_HEADER),
        E2E_GATEWAY: 'sam',
        SAM_COMMANDS: JSON.stringify(commands),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = await once(vitest, 'exit');
  const stopped = await interrupt();
  if (stopped !== 0) console.error(`npm run sam:api ended with ${stopped}`);
  return code === 0 && stopped === 0 ? 0 : 1;
};

const missing = findMissing();
if (missing === undefined) process.exitCode = await runTests();
else console.log(`Skipped the tests through sam local: ${missing}.`);
