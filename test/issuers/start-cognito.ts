import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, run, startServer } from './start-server.ts';

/** On PyPI: a stand-in for AWS, its Cognito among others. */
const MOTO = 'moto[server,cognitoidp]==5.2.5';

/**
 * Starts moto's server, with Cognito and no user pool yet.
 * @param cache where its environment is kept
 * @returns its URL
 * @throws Error saying what is missing
 */
export const startCognito = async (cache: string, resources: AsyncDisposableStack): Promise<string> => {
  const environment = join(cache, 'moto');
  const server = join(environment, 'bin/moto_server');
  if (!existsSync(server)) {
    run('python3', '-m', 'venv', environment);
    run(join(environment, 'bin/pip'), 'install', '--quiet', MOTO);
  }
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  await startServer(server, ['-H', '127.0.0.1', '-p', String(port)], `${url}/moto-api/`, resources);
  return url;
};
