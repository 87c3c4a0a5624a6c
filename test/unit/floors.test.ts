import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../..');

/** Files of every folder, with what each may not import, and with what it may. */
const FLOORS: Readonly<Record<string, { readonly refused: readonly string[]; readonly accepted: readonly string[] }>> =
  {
    'lib/contract/file.ts': { refused: ['../table/items.ts', '../auth/principal.ts'], accepted: ['./model.ts'] },
    'lib/table/file.ts': {
      refused: ['../organizations/lifecycle.ts', '../auth/principal.ts', '../http/error-response.ts'],
      accepted: ['../contract/model.ts', '@aws-sdk/client-dynamodb'],
    },
    'lib/auth/file.ts': {
      refused: ['../organizations/lifecycle.ts', '../http/compress.ts', '../users/file.ts', '@aws-sdk/client-dynamodb'],
      accepted: ['../contract/errors.ts', '../table/items.ts'],
    },
    'lib/organizations/file.ts': {
      refused: ['../auth/authenticate.ts', '../http/json-stream.ts', '../api-keys/file.ts', '../cli/cli-error.ts'],
      accepted: ['../contract/model.ts', '../table/items.ts', '../auth/principal.ts'],
    },
    'lib/users/file.ts': {
      refused: ['../auth/principal.ts', '../organizations/lifecycle.ts', '../cli/cli-error.ts'],
      accepted: ['../contract/model.ts', '../table/items.ts'],
    },
    'lib/api-keys/file.ts': {
      refused: ['../auth/verify-api-key.ts', '../organizations/lifecycle.ts', '../cli/cli-error.ts'],
      accepted: ['../contract/api-key.ts', '../table/items.ts'],
    },
    'lib/http/file.ts': {
      refused: ['../table/errors.ts', '../auth/principal.ts'],
      accepted: ['../contract/errors.ts'],
    },
    'lib/telemetry/file.ts': {
      refused: ['../table/errors.ts', '../http/compress.ts'],
      accepted: ['../contract/errors.ts'],
    },
    'lib/check/file.ts': {
      refused: ['../auth/authenticate.ts', '../http/compress.ts', '../cli/cli-error.ts', '@aws-sdk/client-dynamodb'],
      accepted: ['../contract/identity.ts', '../table/items.ts', '../organizations/lifecycle.ts', '../users/file.ts'],
    },
    'functions/authorizer/file.ts': {
      refused: [
        '../list-organizations/config.ts',
        '../../cdk/context.ts',
        '../../lib/cli/cli-error.ts',
        '../../lib/local/listen.ts',
        '../../lib/check/check-items.ts',
        '@aws-sdk/client-dynamodb',
      ],
      accepted: ['./config.ts', '../../lib/http/compress.ts', '../../lib/table/get.ts'],
    },
    'lib/openapi/file.ts': {
      refused: ['../local/listen.ts', '../cli/cli-error.ts', '../../functions/authorizer/handler.ts'],
      accepted: ['../contract/model.ts', '../../functions/authorizer/config.ts'],
    },
    'lib/local/file.ts': {
      refused: [
        '../cli/cli-error.ts',
        '../openapi/document.ts',
        '../check/check-items.ts',
        '../../cdk/context.ts',
        '../../functions/authorizer/handler.ts',
        '@aws-sdk/client-dynamodb',
      ],
      accepted: ['../table/encode.ts', '../../functions/authorizer/config.ts'],
    },
    'lib/cli/file.ts': {
      refused: ['../../functions/authorizer/config.ts', '../../cdk/context.ts'],
      accepted: [
        '../organizations/lifecycle.ts',
        '../check/finding.ts',
        '../local/listen.ts',
        '@aws-sdk/client-dynamodb',
      ],
    },
    'cdk/file.ts': {
      refused: [
        '../lib/table/get.ts',
        '../lib/auth/authenticate.ts',
        '../lib/telemetry/telemetry.ts',
        '../functions/authorizer/handler.ts',
        '@aws-sdk/client-dynamodb',
      ],
      accepted: [
        '../lib/contract/headers.ts',
        '../lib/table/schema.ts',
        '../lib/telemetry/metric.ts',
        '../functions/authorizer/config.ts',
      ],
    },
  };

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      location: z.object({ path: z.union([z.string(), z.object({ file: z.string() })]) }),
    }),
  ),
});

/** One file an import: `lib/table/refused-0.ts`, `lib/table/accepted-0.ts`, … */
const pathOf = (file: string, kind: string, index: number) => join(dirname(file), `${kind}-${index}.ts`);

const cases = Object.entries(FLOORS).flatMap(([file, { refused, accepted }]) => [
  ...refused.map((from, index) => ({ from, path: pathOf(file, 'refused', index), isRefused: true })),
  ...accepted.map((from, index) => ({ from, path: pathOf(file, 'accepted', index), isRefused: false })),
]);

/** Runs the linter as `npm run check` does, over a tree of such files. */
const lint = async (folder: string): Promise<ReadonlySet<string>> => {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const parameters = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
  const run = promisify(execFile)(process.execPath, [biome, ...parameters], { cwd: folder });
  const { stdout } = await run.catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
  const { diagnostics } = reportSchema.parse(JSON.parse(stdout));
  return new Set(
    diagnostics
      .filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location: { path } }) => (typeof path === 'string' ? path : path.file)),
  );
};

describe('each floor knows only those below it', () => {
  let folder: string;
  let refused: ReadonlySet<string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'floors-'));
    await cp(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    for (const { path, from } of cases) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), `import { name } from '${from}';\n\nexport const used = name;\n`);
    }
    refused = await lint(folder);
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each(cases.filter(({ isRefused }) => isRefused))('$path may not import $from', ({ path }) => {
    expect(refused).toContain(path);
  });

  test.each(cases.filter(({ isRefused }) => !isRefused))('$path may import $from', ({ path }) => {
    expect(refused).not.toContain(path);
  });
});
