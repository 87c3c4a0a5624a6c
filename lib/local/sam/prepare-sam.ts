import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTAINER_HOST } from '../foreign.ts';
import { type Issuer, startIssuer } from '../issuer.ts';
import { ALL_INTERFACES, LOOPBACK } from '../listen.ts';
import { type Credential, loadSampleData } from '../load-sample-data.ts';
import { synthesize } from '../synthesize.ts';
import { startTableServer } from '../table.ts';
import { findTemplate, readTemplate } from '../template.ts';

/** What sam needs to run the functions, and what the functions need around them. */
export type SamSetting = {
  /** A temporary directory; it goes with the resources. */
  readonly directory: string;
  /** Logical ids. */
  readonly functionIds: readonly string[];
  /** Of `sam local start-api` and `sam local invoke`. */
  readonly options: readonly string[];
  readonly dynamodb: string;
  readonly tableName: string;
  readonly issuer: Issuer;
  readonly credentials: readonly Credential[];
};

/** Docker Desktop knows the name by itself, an engine on Linux has to be told. */
const toContainer = (url: string) => url.replace(`//${LOOPBACK}:`, `//${CONTAINER_HOST}:`);

/**
 * Synthesizes the variant for sam, and starts the issuer and the table with sample data where a container reaches them.
 * @param onLine takes each line that the table writes
 * @throws LocalStackError with a sentence for the user
 */
export const prepareSam = async (
  resources: AsyncDisposableStack,
  onLine: (line: string) => void,
): Promise<SamSetting> => {
  const issuer = await startIssuer(resources, ALL_INTERFACES);
  const [dynamodb, { directory }] = await Promise.all([
    startTableServer({ host: ALL_INTERFACES, onLine, resources }),
    synthesize(issuer.url, resources, { keys: toContainer(issuer.jwks), context: { target: 'sam' } }),
  ]);
  const { table, functions } = await readTemplate(directory);
  const { credentials } = await loadSampleData({ dynamodb, table, issuer });
  const variablesFile = join(directory, 'variables.json');
  const variables = { AWS_ENDPOINT_URL_DYNAMODB: toContainer(dynamodb) };
  await writeFile(variablesFile, JSON.stringify({ Parameters: variables }));
  return {
    directory,
    functionIds: [...functions.keys()],
    options: [
      ...['--template', await findTemplate(directory)],
      ...['--env-vars', variablesFile],
      ...['--add-host', `${CONTAINER_HOST}:host-gateway`],
    ],
    dynamodb,
    tableName: table.name,
    issuer,
    credentials,
  };
};
