import type { Measured } from './measure-all.ts';
import { median, medianRatio } from './statistics.ts';
import type { Figures } from './whole-function/interleave.ts';

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

const withoutTarget = (figure: string, value: number): Row => ({
  figure,
  measured: value.toFixed(2),
  target: '',
  isMet: undefined,
});

const MB = 1e6;

/** CPU of one variant against another's, of the same rounds. */
export const cpuRatio = <Variant extends string>(
  rounds: readonly Readonly<Record<Variant, Figures>>[],
  variant: Variant,
  other: Variant,
): number =>
  medianRatio(
    rounds.map((round) => round[variant].cpuMs),
    rounds.map((round) => round[other].cpuMs),
  );

/** Every figure that there is a target for. */
export const compareWithTargets = (measured: Measured): Row[] => [
  ...warmRows(measured),
  ...measured.authorizer.flatMap(({ credential, rounds }) => [
    atMost(`authorizer: CPU against the idiomatic one, ${credential}`, cpuRatio(rounds, 'product', 'idiomatic'), 0.6),
    withoutTarget(`its floor against the idiomatic one, ${credential}`, cpuRatio(rounds, 'floor', 'idiomatic')),
  ]),
  ...againRows(measured),
  ...coldStartRows(measured),
  ...streamingRows(measured),
  ...tableRows(measured),
  ...localStartRows(measured),
];

const LIMITS = {
  S: { idiomatic: 0.8, floor: 3.2 },
  M: { idiomatic: 0.5, floor: 1.35 },
  L: { idiomatic: 0.45, floor: 1.35 },
} as const;

const warmRows = ({ shapes }: Measured): Row[] =>
  (['idiomatic', 'floor'] as const).flatMap((other) =>
    shapes.map(({ shape, afterCalls, rounds }) =>
      atMost(
        `list: CPU against the ${other === 'floor' ? 'floor' : 'idiomatic function'}, ${shape}, after ${afterCalls} calls`,
        cpuRatio(rounds, 'product', other),
        LIMITS[shape][other],
      ),
    ),
  );

const AGAIN_LIMITS: Readonly<Record<string, number>> = { 'API key': 0.65, JWT: 0.5 };

const againRows = ({ again }: Measured): Row[] =>
  again.map(({ caller, rounds }) => {
    const wall = (which: 'first' | 'again') => rounds.map((round) => round[which]);
    const figure = `S by ${caller} again against the caller's first answer, table answers in 5 ms, wall`;
    return atMost(figure, medianRatio(wall('again'), wall('first')), AGAIN_LIMITS[caller] ?? 1);
  });

const coldStartRows = ({ coldStarts }: Measured): Row[] =>
  coldStarts.flatMap(({ latencyMs, functions }) =>
    Object.entries(functions).flatMap(([name, { product, idiomatic }]) => {
      const ratio = (of: 'cpuMs' | 'wallMs') =>
        medianRatio(
          product.whole.map((cost) => cost[of]),
          idiomatic.whole.map((cost) => cost[of]),
        );
      const title = `cold ${name} against the idiomatic one, table answers ${latencyMs === 0 ? 'at once' : `in ${latencyMs} ms`}`;
      return [atMost(`${title}, CPU`, ratio('cpuMs'), 0.55), atMost(`${title}, wall`, ratio('wallMs'), 0.55)];
    }),
  );

const streamingRows = ({ firstByte, memory, compression }: Measured): Row[] => {
  const cpuOf = (name: string) => compression.find(({ encoding }) => encoding === name)?.cpuMs ?? Number.NaN;
  return [
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
    ...memory.map(({ answerBytes, growthBytes }, index) => {
      const title = `${(answerBytes / MB).toFixed(0)} MB to a slow reader`;
      return index === 0
        ? atMost(`MB of memory that ${title} take`, growthBytes / MB, 130)
        : atMost(`memory for ${title} against that`, growthBytes / (memory[0]?.growthBytes ?? Number.NaN), 1.15);
    }),
    atMost('CPU with zstd against uncompressed, M', cpuOf('zstd') / cpuOf('identity'), 1.25),
  ];
};

/** Each read says what to read next; one is enough for what is not named here. */
const ROUND_TRIPS: Readonly<Record<string, number>> = {
  'list by key': 2,
  'list by JWT': 3,
  'authorizer by JWT, the claim is linked to the user': 2,
};

const tableRows = ({ roundTrips, requests, hidden }: Measured): Row[] => [
  ...Object.entries(roundTrips).map(([what, count]) =>
    atMost(`round trips to the table: ${what}`, count, ROUND_TRIPS[what] ?? 1),
  ),
  atMost(
    `requests for 1000 organizations (${requests.requests}) against the least (${requests.least})`,
    requests.requests / requests.least,
    1.1,
  ),
  // Their items by 100 keys, the partition of the first, and who the caller is in it
  atMost(`further requests for ${hidden.hidden} hidden organizations before 1`, hidden.furtherRequests, 17),
  atMost('read units for each of them', hidden.furtherUnits / hidden.hidden, 0.55),
  atMost(
    'first byte after them against none, table answers in 5 ms',
    hidden.firstByteMs.many / hidden.firstByteMs.none,
    2,
  ),
];

const localStartRows = ({ localStart: { first, again, reload } }: Measured): Row[] => [
  atMost('npm start: seconds until it is ready, the first time', first, 6),
  atMost('npm start: seconds until it is ready, from then on', again, 3),
  atMost('npm run dev: seconds until a saved change is served', reload, 1.5),
];

/** Medians over the rounds of what one variant took. */
export const summarize = <Variant extends string>(
  rounds: readonly Readonly<Record<Variant, Figures>>[],
  variant: Variant,
): Figures => {
  const medianOf = (name: keyof Figures) => median(rounds.map((round) => round[variant][name]));
  return {
    cpuMs: medianOf('cpuMs'),
    wallMs: medianOf('wallMs'),
    bytes: medianOf('bytes'),
    peakRss: medianOf('peakRss'),
  };
};
