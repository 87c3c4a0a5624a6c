import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';

const ROOT = join(import.meta.dirname, '../..');

/** The list of what goes into the functions' bundles, beside what bundles them. */
export const LIST = 'cdk/DEPENDENCIES.md';

/** Licences that ask of who deploys a bundle for nothing. */
export const ACCEPTED_LICENSES: ReadonlySet<string> = new Set([
  'Apache-2.0',
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-3-Clause',
  '0BSD',
]);

const mapSchema = z.object({ sources: z.array(z.string()) });
const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  repository: z.optional(z.union([z.string(), z.object({ url: z.string() })])),
});
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ integrity: z.optional(z.string()) })) });

export type BundledPackage = {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Where its sources are, as it says itself. */
  readonly repository: string;
  /** The hash by which npm checked it when it was installed, from `package-lock.json`. */
  readonly integrity: string;
};

const readJson = async <Schema extends z.ZodMiniType>(schema: Schema, path: string): Promise<z.infer<Schema>> =>
  z.parse(schema, JSON.parse(await readFile(path, 'utf8')));

/**
 * The packages of which any module is in a bundle, as the bundles' source maps tell, ascending by name.
 * @param assembly the directory of the synthesized stack
 * @throws Error for a module that is of no package of `package-lock.json`
 */
export const listBundledPackages = async (assembly: string): Promise<BundledPackage[]> => {
  const maps = globSync('*/index.cjs.map', { cwd: assembly });
  if (maps.length === 0) throw new Error(`there is no bundle in ${assembly}`);
  const sources = await Promise.all(maps.map((map) => readJson(mapSchema, join(assembly, map))));
  const modules = sources.flatMap(({ sources: paths }) => paths).map((path) => path.replace(/^(\.\.\/)+/, ''));
  const folders = new Set(modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const { packages } = await readJson(lockSchema, join(ROOT, 'package-lock.json'));
  const bundled = await Promise.all(
    [...folders].map(async (folder) => {
      const manifest = await readJson(manifestSchema, join(ROOT, folder, 'package.json'));
      const integrity = packages[folder]?.integrity;
      if (integrity === undefined) throw new Error(`${folder} is bundled and not in package-lock.json`);
      return { ...manifest, repository: toRepository(manifest.repository), integrity };
    }),
  );
  return bundled.toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
};

const toRepository = (repository: z.infer<typeof manifestSchema>['repository']): string => {
  const url = (typeof repository === 'string' ? repository : (repository?.url ?? ''))
    .replace(/^(git\+)?(https|ssh|git):\/\/(git@)?/, '')
    .replace(/\.git$/, '');
  return /^[\w.-]+\/[\w.-]+$/.test(url) ? `github.com/${url}` : url;
};

export const renderList = (packages: readonly BundledPackage[]): string =>
  [
    '# What goes into the bundles',
    '',
    'Every package of which a module is in a function’s bundle, as the bundles’ source maps tell. Made by `npm run licenses`;',
    'a test fails when it is not current. The licences’ texts are in the packages. The hash begins like the one in',
    '`package-lock.json`, by which `npm ci` checks what it installs.',
    '',
    '| package | version | licence | sources | SHA-512 |',
    '|---|---|---|---|---|',
    ...packages.map(
      ({ name, version, license, repository, integrity }) =>
        `| ${name} | ${version} | ${license} | ${repository} | \`${integrity.replace('sha512-', '').slice(0, 24)}…\` |`,
    ),
    '',
  ].join('\n');

export const listPath = join(ROOT, LIST);
