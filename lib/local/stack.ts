import { parseIssuers } from '../../functions/authorizer/config.ts';
import { openDataDirectory } from './data-directory.ts';
import { type FunctionEnvironments, nameOf } from './deployment.ts';
import type { RunningStack } from './describe-stack.ts';
import { type RequestRecord, startGateway } from './gateway.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { loadSampleData } from './load-sample-data.ts';
import { createPages } from './pages.ts';
import type { IssuerEntry } from './read-issuers.ts';
import { type Deployed, startDeployment } from './start-deployment.ts';
import type { Assembly } from './synthesize.ts';
import { type LocalClient, startTableServer } from './table.ts';
import type { Template } from './template.ts';

export type LocalStackOptions = {
  /** 0, the default, takes any that is free. */
  readonly port?: number;
  /** Where the table is kept; in memory when absent. */
  readonly dataDirectory?: string;
  /** Starts another table than the embedded one and resolves to its URL. */
  readonly startTable?: (resources: AsyncDisposableStack) => Promise<string>;
  /** Synthesized before; its functions are made to believe this stack's issuer. */
  readonly assembly?: Assembly;
  /** Variables of single functions, by the names `Authorizer` and `ListOrganizations`. */
  readonly functionEnvironment?: FunctionEnvironments;
  /** See `FunctionOptions`; few by default, as more would only wait longer for the embedded table than functions do. */
  readonly concurrency?: number;
  /** Multiplies the functions' limits of time; 1 is production's. Ten by default, since a laptop may be busy. */
  readonly timeLimitFactor?: number;
  /** Further issuers whose tokens are accepted, beside the stack's own. */
  readonly issuers?: readonly IssuerEntry[];
  readonly onRequest?: (record: RequestRecord) => void;
  /** Takes each line that a function or the table writes, its name in front: `[Authorizer] …`. */
  readonly onLine?: (line: string) => void;
};

export type LocalStack = RunningStack & {
  readonly client: LocalClient;
  readonly issuer: Issuer;
  /**
   * Serves the sources as they are now: bundled again, and synthesized again where that makes a difference. The table and
   * the issuer stay as they are.
   * @throws LocalStackError when that fails, or when a function cannot be loaded; what was served before still is
   */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const ignore = () => undefined;

/**
 * Starts the whole stack on this machine: issuer, table with sample data, functions, gateway.
 * @param resources everything that it starts; their disposal stops it at any time, during the start as well
 * @throws LocalStackError with a sentence for the user, after everything has been stopped again
 */
export const startLocalStack = async (
  options: LocalStackOptions = {},
  resources = new AsyncDisposableStack(),
): Promise<LocalStack> => {
  try {
    return await start(options, resources);
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
};

const start = async (options: LocalStackOptions, resources: AsyncDisposableStack): Promise<LocalStack> => {
  const { port = 0, dataDirectory, startTable, onRequest = ignore, onLine = ignore } = options;
  const data = dataDirectory === undefined ? undefined : await openDataDirectory(dataDirectory);
  const first = Promise.withResolvers<Deployed>();
  let current = first.promise;
  const pages = Promise.withResolvers<ReturnType<typeof createPages>>();
  // At once, so that a busy port is said at once; a request that comes too early waits.
  const gatewayPort = await startGateway(
    {
      port,
      onRequest,
      current: async () => (await current).deployment,
      pageAt: async (...request) => (await pages.promise)(...request),
    },
    resources,
  );
  const issuer = await startIssuer(resources);
  const tableServer = startTable?.(resources) ?? startTableServer({ data, onLine, resources });
  const deploy = (assembly?: Assembly) => startDeployment({ ...options, assembly, issuer, tableServer, resources });

  // The table is filled while the functions are bundled.
  const { template: readingTemplate, deployed } = deploy(options.assembly);
  const filling = Promise.all([tableServer, readingTemplate]).then(([dynamodb, { table }]) =>
    loadSampleData({ dynamodb, table, issuer, data }),
  );
  const [dynamodb, template, { client, credentials }] = await Promise.all([
    tableServer,
    readingTemplate,
    filling,
    deployed.then(first.resolve),
  ]);

  const stack: LocalStack = {
    url: `http://localhost:${gatewayPort}/${template.api.stage}`,
    dynamodb,
    client,
    tableName: template.table.name,
    issuer,
    issuers: findIssuers(template, options, issuer),
    credentials,
    reload: async () => {
      const before = await current;
      const after = await deploy().deployed;
      current = Promise.resolve(after);
      await before.resources.disposeAsync();
    },
    close: () => resources.disposeAsync(),
  };
  pages.resolve(createPages(stack, { client, name: stack.tableName }));
  return stack;
};

/** By the authorizer's environment, as the functions see it. */
const findIssuers = (template: Template, options: LocalStackOptions, issuer: Issuer): RunningStack['issuers'] => {
  const [authorizer = ''] = [...template.api.methods.values()].flatMap(({ authorizer: id }) => id ?? []);
  const variables = template.functions.get(authorizer)?.Environment.Variables;
  const issuers = JSON.stringify(parseIssuers({ ...variables, ...options.functionEnvironment?.[nameOf(authorizer)] }));
  const { assembly } = options;
  return parseIssuers({ ISSUERS: assembly === undefined ? issuers : issuers.replaceAll(assembly.issuer, issuer.url) });
};
