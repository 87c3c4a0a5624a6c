import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { nameOf } from '../../../lib/local/deployment.ts';
import { synthesize } from '../../../lib/local/synthesize.ts';
import { readTemplate } from '../../../lib/local/template.ts';
import type { Bundle } from '../lambda/start-function.ts';

type FunctionName = 'list-organizations' | 'authorizer';

/** The functions by the names that they have in the template. */
const LOGICAL_NAME: Readonly<Record<FunctionName, string>> = {
  'list-organizations': 'ListOrganizations',
  authorizer: 'Authorizer',
};

export type Bundles = {
  /** As they are deployed: code, memory and environment from a synthesis of the stack. */
  readonly product: Readonly<Record<FunctionName, Bundle>>;
  readonly idiomatic: Readonly<Record<FunctionName, Bundle>>;
  readonly floor: Readonly<Record<FunctionName, Bundle>>;
  /** Where there is room for more files, until the end. */
  readonly directory: string;
};

/**
 * Synthesizes the stack, and bundles the functions that it is compared with by esbuild's defaults.
 * @param issuer the URL of the issuer whose tokens are accepted
 */
export const buildBundles = async (issuer: string, resources: AsyncDisposableStack): Promise<Bundles> => {
  const { directory } = await synthesize(issuer, resources);
  const { functions } = await readTemplate(directory);
  const product = async (name: FunctionName): Promise<Bundle> => {
    const [, definition] = [...functions].find(([id]) => nameOf(id) === LOGICAL_NAME[name]) ?? [];
    if (definition === undefined) throw new Error(`the template has no function ${LOGICAL_NAME[name]}`);
    const file = join(definition.directory, 'index.cjs');
    return bundle(file, definition.MemorySize, definition.Environment.Variables);
  };
  const products = {
    'list-organizations': await product('list-organizations'),
    authorizer: await product('authorizer'),
  };
  const peer = async (folder: string, name: FunctionName): Promise<Bundle> => {
    const outfile = join(directory, folder, `${name}.cjs`);
    await mkdir(join(directory, folder), { recursive: true });
    const entryPoints = [join(import.meta.dirname, '..', folder, `${name}.ts`)];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node24', logLevel: 'error' });
    return bundle(outfile, products[name].memory, products[name].environment);
  };
  const peers = async (folder: string) => ({
    'list-organizations': await peer(folder, 'list-organizations'),
    authorizer: await peer(folder, 'authorizer'),
  });
  return { product: products, idiomatic: await peers('idiomatic'), floor: await peers('floor'), directory };
};

const bundle = async (file: string, memory: number, environment: Bundle['environment']): Promise<Bundle> => ({
  file,
  bytes: (await stat(file)).size,
  memory,
  environment,
});
