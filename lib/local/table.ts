// biome-ignore lint/style/noRestrictedImports: making the table is what CloudFormation does elsewhere, and lib/table does not
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { putItems } from '../table/put-items.ts';
import type { DataDirectory } from './data-directory.ts';
import { forkHost } from './fork-host.ts';
import { REGION } from './intrinsics.ts';
import { LOOPBACK } from './listen.ts';
import type { Template } from './template.ts';

type TableServerOptions = {
  /** Absent: in memory. */
  readonly data?: DataDirectory | undefined;
  /** The address that it listens on; this machine's own when absent. */
  readonly host?: string;
  readonly onLine: (line: string) => void;
  readonly resources: AsyncDisposableStack;
};

/** Starts DynamoDB's stand-in. Resolves to its URL. */
export const startTableServer = async (options: TableServerOptions): Promise<string> => {
  const { data, host = LOOPBACK, onLine, resources } = options;
  const { port } = await forkHost({
    module: new URL('table-host.ts', import.meta.url),
    arguments: data ? [host, data.tablePath] : [host],
    environment: { AWS_REGION: REGION },
    onLine: (line) => onLine(`[table] ${line}`),
    resources,
  });
  return `http://${LOOPBACK}:${port}`;
};

export type LocalClient = DynamoDBClient;

/**
 * A client of the embedded table, which takes any credentials. What the environment and the AWS configuration of this
 * machine say is for AWS: each of it is decided here. It is the caller's to destroy.
 */
export const createLocalClient = (endpoint: string): LocalClient =>
  new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    accountIdEndpointMode: 'disabled',
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'standard',
  });

/** Creates the table with its sample data; does nothing where a data directory has both already. */
export const fillTable = async (
  client: LocalClient,
  { name, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode }: Template['table'],
  items: Parameters<typeof putItems>[2],
  data: DataDirectory | undefined,
): Promise<void> => {
  if (data?.completeTable === name) return;
  const keys = { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
  try {
    await client.send(new CreateTableCommand({ TableName: name, BillingMode, ...keys }));
  } catch (error) {
    // An earlier start was interrupted before it had put everything.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await putItems(client, name, items);
  await data?.markComplete(name);
};
