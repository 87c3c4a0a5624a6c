import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { build } from '../../cdk/constructs/bundle.ts';

const FUNCTIONS = readdirSync('functions', { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);

/** Kilobytes that a whole bundle may have: what it has, and a tenth more. Every cold start loads all of it. */
const BUNDLE_LIMIT_KB = 310;

/** Kilobytes that a package may have in a bundle. One that is not named is in none. */
const PACKAGE_LIMIT_KB: Readonly<Record<string, number>> = {
  'this project': 33,
  '@smithy/core': 104,
  zod: 47,
  '@aws-sdk/client-dynamodb': 33,
  '@aws-sdk/core': 25,
  jose: 20,
  '@aws-lambda-powertools/logger': 19,
  '@aws-lambda-powertools/metrics': 12,
  '@smithy/signature-v4': 11,
  '@smithy/node-http-handler': 8,
  negotiator: 7,
  mnemonist: 6,
  '@aws-lambda-powertools/commons': 5,
  '@middy/core': 5,
  '@aws-sdk/dynamodb-codec': 3,
  '@aws/lambda-invoke-store': 3,
  obliterator: 3,
  'content-type': 3,
  'to-fast-properties': 1,
  '@aws-sdk/credential-provider-env': 1,
  '@aws-sdk/endpoint-cache': 1,
  '@aws-sdk/middleware-endpoint-discovery': 1,
  '@smithy/types': 1,
};

const packageOf = (file: string): string => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'this project';

/** What a bundle is made of, in bytes by package, from the largest. */
const contentsOf = ({ metafile }: ReturnType<typeof build>): ReadonlyMap<string, number> => {
  const code = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const bytes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(code?.inputs ?? {})) {
    bytes.set(packageOf(file), (bytes.get(packageOf(file)) ?? 0) + bytesInOutput);
  }
  return new Map([...bytes].filter(([, size]) => size > 0).sort(([, a], [, b]) => b - a));
};

const describeContents = (contents: ReadonlyMap<string, number>): string =>
  [...contents].map(([name, bytes]) => `${(bytes / 1000).toFixed(1).padStart(7)} KB  ${name}`).join('\n');

describe.each(FUNCTIONS)('the bundle of %s', (name) => {
  const built = build(name);
  const contents = contentsOf(built);
  const files = new Map(built.outputFiles.map(({ path, text }) => [path.split('/').at(-1), text]));

  test(`is at most ${BUNDLE_LIMIT_KB} KB, of the packages that it may have`, () => {
    const total = [...contents.values()].reduce((sum, bytes) => sum + bytes, 0);
    const tooLarge = [...contents].filter(([part, bytes]) => bytes > (PACKAGE_LIMIT_KB[part] ?? 0) * 1000);
    const explanation = `${total} bytes in ${name}:\n${describeContents(contents)}`;
    expect(total, explanation).toBeGreaterThan(100_000);
    expect(total, explanation).toBeLessThanOrEqual(BUNDLE_LIMIT_KB * 1000);
    expect(tooLarge, explanation).toEqual([]);
  });

  test('has nothing that explains a refusal', () => {
    expect(Object.keys(built.metafile.inputs).filter((file) => /\/explain-/.test(file))).toEqual([]);
  });

  test('has its code, a source map beside it and the licenses of what is in it', () => {
    expect([...files.keys()].sort()).toEqual(['index.cjs', 'index.cjs.LEGAL.txt', 'index.cjs.map']);
    expect(files.get('index.cjs')).not.toContain('sourceMappingURL');
    expect(JSON.parse(files.get('index.cjs.map') ?? '').sources).toContain(`../../functions/${name}/handler.ts`);
  });

  test('imports nothing, because an import of a module of Node.js loads all that the module can load', () => {
    const code = files.get('index.cjs');
    expect(code).toContain('require("node:http');
    expect(code).not.toMatch(/\bimport\b ?[({"]/);
  });
});
