import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/**
 * esbuild's options that bundle `functions/<name>/handler.ts` of each name into `<name>/index.cjs`, with a source map
 * beside it. Bundling several names at once takes half as long as one after the other and gives the same bytes.
 *
 * The output folder is a fixed one inside the project, although nothing is written there: the paths in the source map,
 * and with them an asset's hash, then depend on the sources alone.
 */
export const bundleOptions = (names: readonly string[]) =>
  ({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `functions/${name}/handler.ts`])),
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // An ES module that imports Node.js's own modules reads every export of them, which loads `fetch`, WebSocket and more:
    // a third of a cold start's CPU. `require` loads what is used, and `import()` becomes one, too.
    format: 'cjs',
    supported: { 'dynamic-import': false },
    // Prefers a package's ES modules as the source, because esbuild removes unused code only from those.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': './lib/table/environment-credentials.ts' },
    // The SDK loads it only for operations with event streams. DynamoDB has none, and bundling it would add 20 KB to
    // load.
    external: ['@smithy/core/event-streams'],
    minify: true,
    legalComments: 'external',
    // For reading stack traces later. Node.js does not load it, and it is small without the sources' text.
    sourcemap: 'external',
    sourcesContent: false,
  }) as const satisfies BuildOptions;
