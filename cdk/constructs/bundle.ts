import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Bundles `functions/<name>/handler.ts` with everything that it imports into `index.mjs`; the source map lies beside it.
 *
 * esbuild is called in this process: NodejsFunction would start it through npx, which takes longer than the bundling.
 * It writes as if into a fixed place below the project, for the map's paths to be the same wherever CDK's output goes:
 * the asset's hash then depends on the sources alone.
 */
export const bundleFunction = (name: string) =>
  Code.fromAsset(join(ROOT, 'functions', name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'),
      local: {
        tryBundle: (outputDirectory) => {
          for (const { path, contents } of build(name).outputFiles)
            writeFileSync(join(outputDirectory, basename(path)), contents);
          return true;
        },
      },
    },
  });

/** @returns esbuild's result: the code, its map, the licenses, and of what the code is made */
export const build = (name: string) =>
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [`functions/${name}/handler.ts`],
    outfile: `dist/${name}/index.mjs`,
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
  });
