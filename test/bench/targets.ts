import type { measureAll } from './bench.ts';

export type Figures = Awaited<ReturnType<typeof measureAll>>;

export type Row = {
  readonly figure: string;
  readonly measured: string;
  readonly target: string;
  /** Undefined where there is no target. */
  readonly isMet: boolean | undefined;
};

const atMost = (figure: string, value: number, limit: number): Row => ({
  figure,
  measured: value.toFixed(2),
  target: `≤ ${limit}`,
  isMet: value <= limit,
});

const stated = (figure: string, measured: string): Row => ({ figure, measured, target: 'stated', isMet: undefined });

const MB = 1e6;

/** Every figure that there is a target for, or that is to be stated. */
export const compareWithTargets = (figures: Figures): Row[] => [
  ...cpuRows(figures),
  ...coldStartRows(figures),
  ...streamingRows(figures),
  ...tableRows(figures),
  ...compressionRows(figures),
  ...figures.localPath.map(
    ({ connections, requestsPerSecond, p50Ms, p99Ms, failed }): Row => ({
      figure: `local path, ${connections} connection(s)`,
      measured: `${requestsPerSecond.toFixed(0)}/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${failed} failed`,
      target: '0 failed',
      isMet: failed === 0,
    }),
  ),
];

const cpuRows = ({ cpu: { cpuMs } }: Figures): Row[] => {
  const { S, M, L } = cpuMs;
  return [
    atMost('CPU against the floor, M', M.product / M.floor, 2.2),
    atMost('CPU against the floor, L', L.product / L.floor, 2.5),
    atMost('CPU against DocumentClient, S', S.product / S.documentClient, 0.7),
    atMost('CPU against DocumentClient, M', M.product / M.documentClient, 0.55),
    atMost('CPU against DocumentClient, L', L.product / L.documentClient, 0.55),
    atMost('CPU against SDK + unmarshall, M', M.product / M.sdkUnmarshall, 0.33),
    atMost('CPU against SDK + unmarshall, L', L.product / L.sdkUnmarshall, 0.33),
    atMost('CPU against ElectroDB, M', M.product / M.electrodb, 0.42),
    atMost('CPU against dynamodb-toolbox, M', M.product / M.dynamodbToolbox, 0.24),
  ];
};

const coldStartRows = ({ coldStarts }: Figures): Row[] =>
  Object.entries(coldStarts).flatMap(([name, { product, idiomatic }]) => [
    atMost(`cold start of ${name} against an idiomatic bundle, CPU`, product.cpuMs / idiomatic.cpuMs, 0.48),
    stated(
      `cold start of ${name}, CPU (wall clock)`,
      `${product.cpuMs.toFixed(0)} (${product.wallMs.toFixed(0)}) ms; idiomatic ${idiomatic.cpuMs.toFixed(0)} (${idiomatic.wallMs.toFixed(0)}) ms`,
    ),
    atMost(`bundle of ${name} against the idiomatic one`, product.bytes / idiomatic.bytes, 0.3),
  ]);

const streamingRows = ({ firstByte, memory150, memory300 }: Figures): Row[] => [
  atMost(
    'first byte of 1000 organizations against 1, table answers in 5 ms',
    firstByte.slow.thousand / firstByte.slow.one,
    1.5,
  ),
  atMost(
    'first byte of 1000 organizations against 1, table answers at once',
    firstByte.fast.thousand / firstByte.fast.one,
    1.5,
  ),
  atMost(
    `MB of memory that ${(memory150.answerBytes / MB).toFixed(0)} MB to a slow reader take`,
    memory150.growthBytes / MB,
    160,
  ),
  atMost(
    `memory for ${(memory300.answerBytes / MB).toFixed(0)} MB against that`,
    memory300.growthBytes / memory150.growthBytes,
    1.15,
  ),
];

const tableRows = ({ roundTrips, requests }: Figures): Row[] => [
  atMost('round trips to the table: list by key', roundTrips.listByKey, 2),
  atMost('round trips to the table: list by JWT', roundTrips.listByJwt, 3),
  atMost('round trips to the table: authorizer by key', roundTrips.authorizerByKey, 1),
  atMost('round trips to the table: authorizer by JWT', roundTrips.authorizerByJwt, 1),
  atMost(
    `requests for 1000 organizations (${requests.requests}) against the least (${requests.least})`,
    requests.requests / requests.least,
    1.1,
  ),
];

const compressionRows = ({ compression }: Figures): Row[] => {
  const plain = compression.find(({ encoding }) => encoding === 'identity')?.cpuMs ?? Number.NaN;
  return compression
    .filter(({ encoding }) => encoding !== 'identity')
    .map(({ encoding, cpuMs, bytes }) =>
      encoding === 'zstd'
        ? atMost('CPU with zstd against uncompressed, M', cpuMs / plain, 1.25)
        : stated(
            `CPU with ${encoding} against uncompressed, M`,
            `${(cpuMs / plain).toFixed(2)} (${(bytes / 1000).toFixed(0)} KB)`,
          ),
    );
};
