import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/**
 * How esbuild makes `functions/<name>/handler.ts` of each name, with everything that it imports, into `<name>/index.mjs`. The
 * source map lies beside it. Several names at once cost half as much as one after the other, and give the same bytes.
 * The result is as if written into a fixed place below the project, for the map's paths to be the same wherever it goes: an
 * asset's hash then depends on the sources alone.
 */
export const bundleOptions = (names: readonly string[]) =>
  ({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `functions/${name}/handler.ts`])),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Their ES modules, where packages have them: esbuild can leave out what is not used of those only.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': './lib/table/environment-credentials.ts' },
    // The SDK imports it when an operation has event streams. DynamoDB has none, and here it would be 20 KB to load.
    external: ['@smithy/core/event-streams'],
    minify: true,
    legalComments: 'external',
    // For reading a stack trace later; Node.js does not load it, and without the sources' text it hardly weighs.
    sourcemap: 'external',
    sourcesContent: false,
  }) as const satisfies BuildOptions;
