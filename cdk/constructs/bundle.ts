import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Bundles `functions/<name>/handler.ts`, see `bundleOptions`. esbuild runs in this process, because NodejsFunction
 * would start it through npx, which takes longer than the bundling.
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

/** @returns esbuild's result: the code, its source map, the licenses, and a list of what the code consists of */
export const build = (name: string) => buildSync(bundleOptions([name]));
