import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { findFreePort, run, startServer } from './start-server.ts';

/** `org.keycloak:keycloak-quarkus-dist` on Maven Central. */
const VERSION = '26.7.3';
const SHA256 = '27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f';
const URL_OF_ZIP = `https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist/${VERSION}/keycloak-quarkus-dist-${VERSION}.zip`;

/** As lib/auth/ISSUERS.md says it: a client, and a mapper that names the audience. */
const REALM = {
  realm: 'organizations',
  enabled: true,
  sslRequired: 'none',
  clients: [
    {
      clientId: 'app',
      enabled: true,
      publicClient: true,
      directAccessGrantsEnabled: true,
      protocolMappers: [
        {
          name: 'audience',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-audience-mapper',
          config: { 'included.custom.audience': 'organizations', 'access.token.claim': 'true' },
        },
      ],
    },
  ],
  users: [
    {
      username: 'ada',
      enabled: true,
      email: 'ada@example.com',
      emailVerified: true,
      firstName: 'Ada',
      lastName: 'Brandt',
      credentials: [{ type: 'password', value: 'ada' }],
    },
  ],
};

/**
 * Starts Keycloak with a realm `organizations`.
 * @param cache where the distribution is kept
 * @returns the issuer's URL
 * @throws Error saying what is missing
 */
export const startKeycloak = async (cache: string, resources: AsyncDisposableStack): Promise<string> => {
  run('java', '-version');
  const home = join(cache, `keycloak-${VERSION}`);
  if (!existsSync(home)) await unpack(cache);
  await rm(join(home, 'data'), { recursive: true, force: true });
  await mkdir(join(home, 'data/import'), { recursive: true });
  await writeFile(join(home, 'data/import/realm.json'), JSON.stringify(REALM));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/realms/organizations`;
  const parameters = ['start-dev', '--import-realm', `--http-port=${port}`, '--http-host=127.0.0.1'];
  await startServer('sh', [join(home, 'bin/kc.sh'), ...parameters], url, resources, {
    env: { ...process.env, JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1' },
  });
  return url;
};

const unpack = async (cache: string): Promise<void> => {
  const zip = join(cache, 'keycloak.zip');
  const response = await fetch(URL_OF_ZIP).catch(() => undefined);
  if (!response?.ok || response.body === null) throw new Error('Maven Central does not answer');
  await pipeline(Readable.fromWeb(response.body), createWriteStream(`${zip}.part`));
  const hash = createHash('sha256');
  await pipeline(createReadStream(`${zip}.part`), hash);
  if (hash.digest('hex') !== SHA256) throw new Error('the distribution is not the one that is expected');
  await rename(`${zip}.part`, zip);
  run('unzip', '-q', '-o', zip, '-d', cache);
  await rm(zip);
};
