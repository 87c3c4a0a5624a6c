import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { build } from '../../cdk/constructs/bundle.ts';
import { NODE_OPTIONS } from '../../functions/list-organizations/config.ts';
import { encodeRecords } from '../../lib/table/encode.ts';
import { API_KEY, buildApiKey } from '../support/build-records.ts';
import { generateShape, SHAPES } from '../support/generate-shape.ts';
import { median, runWorker } from './run-worker.ts';
import { serveTable } from './serve-table.ts';
import { RecordedTable } from './workload/recorded-table.ts';
import { CALLER, TABLE_NAME } from './workload/workload.ts';

const ENVIRONMENT = {
  TABLE_NAME,
  ALLOWED_ORIGINS: '',
  METRICS_NAMESPACE: 'bench',
  RECORD_KEY_USE: 'false',
  RESPONSE_MODE: 'stream',
  ISSUER: 'https://issuer.example.com',
  AUDIENCE: 'organizations',
  JWKS_URI: 'https://issuer.example.com/.well-known/jwks.json',
  USER_ID_CLAIM: 'sub',
  AWS_LAMBDA_FUNCTION_NAME: 'cold',
};

const FUNCTIONS = {
  'list-organizations': {
    isStreaming: true,
    options: { NODE_OPTIONS },
    event: {
      headers: {},
      requestContext: { requestId: 'cold', authorizer: { ...CALLER, userId: `${CALLER.userId}` } },
    },
  },
  authorizer: {
    isStreaming: false,
    options: {},
    event: { methodArn: 'arn:cold', headers: { 'x-api-key': API_KEY }, requestContext: { requestId: 'cold' } },
  },
} as const;

type FunctionName = keyof typeof FUNCTIONS;

/** Milliseconds, medians; bytes of code. */
type Bundle = { cpuMs: number; wallMs: number; bytes: number };
export type ColdStarts = Readonly<Record<FunctionName, { readonly product: Bundle; readonly idiomatic: Bundle }>>;

type Figures = { readonly cpuMs: number; readonly wallMs: number; readonly output: string };

const writeBundles = async (name: FunctionName, directory: string) => {
  const product = join(directory, `${name}.mjs`);
  const code = build(name).outputFiles.find(({ path }) => path.endsWith('.mjs'));
  if (code === undefined) throw new Error('the bundle has no code');
  await writeFile(product, code.contents);
  const idiomatic = join(directory, `${name}.cjs`);
  const { metafile } = buildSync({
    entryPoints: [join(import.meta.dirname, `idiomatic/${name}.ts`)],
    outfile: idiomatic,
    bundle: true,
    platform: 'node',
    target: 'node24',
    metafile: true,
    logLevel: 'error',
  });
  const [output] = Object.values(metafile.outputs);
  return {
    product: { file: product, bytes: code.contents.length },
    idiomatic: { file: idiomatic, bytes: output?.bytes ?? Number.NaN },
  };
};

const measureFunction = async (name: FunctionName, rounds: number, table: RecordedTable, directory: string) => {
  const { isStreaming, event, options } = FUNCTIONS[name];
  const { product, idiomatic } = await writeBundles(name, directory);
  const start = (bundle: string, environment = {}) => {
    const recording = Object.fromEntries([...table.bodies].map(([request, body]) => [request, `${body}`]));
    const request = { bundle, isStreaming, event, recording };
    return runWorker<Figures>('./cold-start/cold-start-worker.mjs', request, { ...ENVIRONMENT, ...environment });
  };
  const server = await serveTable(table);
  for (const { file } of [product, idiomatic]) await start(file, { AWS_ENDPOINT_URL_DYNAMODB: server.url });
  server.close();
  const figures = { product: [] as Figures[], idiomatic: [] as Figures[] };
  for (let round = 0; round < rounds; round++) {
    figures.product.push(await start(product.file, options));
    figures.idiomatic.push(await start(idiomatic.file));
  }
  const summarize = (runs: readonly Figures[], bytes: number) => ({
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    wallMs: median(runs.map(({ wallMs }) => wallMs)),
    bytes,
  });
  return {
    product: summarize(figures.product, product.bytes),
    idiomatic: summarize(figures.idiomatic, idiomatic.bytes),
  };
};

/** Import and first call of each function, against an idiomatic bundle of the same function that is built here. */
export const measureColdStarts = async (rounds: number): Promise<ColdStarts> => {
  const table = new RecordedTable(
    encodeRecords({ ...generateShape(SHAPES.S), keys: [buildApiKey({ organizationId: 1 })] }),
  );
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    return {
      'list-organizations': await measureFunction('list-organizations', rounds, table, directory),
      authorizer: await measureFunction('authorizer', rounds, table, directory),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
};
