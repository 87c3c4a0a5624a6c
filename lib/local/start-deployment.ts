import { createDeployment, type FunctionEnvironments } from './deployment.ts';
import type { Issuer } from './issuer.ts';
import type { IssuerEntry } from './read-issuers.ts';
import type { Deployment } from './serve-call.ts';
import { type Assembly, startSynthesis } from './synthesize.ts';
import { readTemplate, type Template } from './template.ts';

type Setting = {
  /** Synthesized before. Absent: the sources as they are now. */
  readonly assembly: Assembly | undefined;
  readonly issuer: Issuer;
  /** Resolves to the URL of the table. */
  readonly tableServer: Promise<string>;
  /** Further issuers whose tokens the functions accept. */
  readonly issuers?: readonly IssuerEntry[];
  readonly functionEnvironment?: FunctionEnvironments;
  readonly concurrency?: number;
  readonly timeLimitFactor?: number;
  readonly onLine?: (line: string) => void;
  /** Of the whole stack. */
  readonly resources: AsyncDisposableStack;
};

/** Functions that are ready to be called, and what goes with them. */
export type Deployed = {
  readonly deployment: Deployment;
  readonly resources: AsyncDisposableStack;
};

/** Starts functions at an issuer and a table. The template is known first; what starts is stopped again where that fails. */
export const startDeployment = (
  setting: Setting,
): { readonly template: Promise<Template>; readonly deployed: Promise<Deployed> } => {
  const own = setting.resources.use(new AsyncDisposableStack());
  const { assembly, issuer } = setting;
  const { directory, ...made } = assembly ?? startSynthesis(issuer.url, own, { issuers: setting.issuers ?? [] });
  const synthesis = 'bundles' in made ? made : undefined;
  const template = Promise.resolve(synthesis?.template).then(() => readTemplate(directory));
  const deploy = async (): Promise<Deployed> => {
    const [read, dynamodb] = await Promise.all([template, setting.tableServer, synthesis?.bundles]);
    const deployment = createDeployment({
      ...setting,
      template: read,
      environment: { AWS_ENDPOINT_URL_DYNAMODB: dynamodb },
      concurrency: setting.concurrency ?? CONCURRENCY,
      timeLimitFactor: setting.timeLimitFactor ?? TIME_LIMIT_FACTOR,
      adapt: (value) => (assembly === undefined ? value : value.replaceAll(assembly.issuer, issuer.url)),
      onLine: setting.onLine ?? (() => undefined),
      resources: own,
    });
    // Functions of a given assembly start when they are first invoked, as Lambda's do: one that cannot is an outage then.
    if (assembly === undefined) await deployment.start();
    return { deployment, resources: own };
  };
  const deployed = deploy().catch(async (error: unknown) => {
    await own.disposeAsync();
    throw error;
  });
  return { template, deployed };
};

/** Few, as more would only wait longer for the embedded table than functions do. */
const CONCURRENCY = 4;

/** On a busy laptop, a read that takes milliseconds on AWS may take seconds. */
export const TIME_LIMIT_FACTOR = 10;
