import { NODE_OPTIONS } from '../../functions/list-organizations/config.ts';
import type { AnswerFigures, AnswerRequest } from './answer-worker.ts';
import type { MemoryFigures } from './memory-worker.ts';
import { median, runWorker } from './run-worker.ts';
import { serveTable } from './serve-table.ts';
import { recordShape } from './workload/workload.ts';

/** A small organization, of which a caller may have a thousand. */
const SMALL = { users: 5, projects: 3, collaborators: 3 };

const answer = (request: AnswerRequest) => runWorker<AnswerFigures>('./answer-worker.ts', request, { NODE_OPTIONS });

/** Milliseconds to the first byte, warm, for 1 and for 1000 organizations, with a table that takes so long an answer. */
export const measureFirstByte = async (rounds: number, latencyMs: number) => {
  const one: number[] = [];
  const thousand: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [figures, organizations, calls] of [
      [one, 1, 60],
      [thousand, 1000, 8],
    ] as const) {
      const shape = { ...SMALL, organizations };
      figures.push((await answer({ shape, encoding: 'identity', latencyMs, calls })).firstByteMs);
    }
  }
  return { one: median(one), thousand: median(thousand) };
};

const ENCODINGS = ['identity', 'zstd', 'br', 'gzip'] as const;

/** CPU of an answer of the shape M and its bytes, by encoding. */
export const measureCompression = async (rounds: number) => {
  const runs = ENCODINGS.map((encoding) => ({ encoding, figures: [] as AnswerFigures[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { encoding, figures } of runs) {
      figures.push(await answer({ shape: 'M', encoding, latencyMs: 0, calls: 120 }));
    }
  }
  return runs.map(({ encoding, figures }) => ({
    encoding,
    cpuMs: median(figures.map(({ cpuMs }) => cpuMs)),
    bytes: median(figures.map(({ bytes }) => bytes)),
  }));
};

/** Lambda gives Node.js's heap nine tenths of the function's 1769 MB. */
const HEAP_LIMIT_MB = 1592;

/** What streaming an answer of about so many megabytes to a slow reader adds to resident memory at its peak. */
export const measureMemory = async (megabytes: number): Promise<MemoryFigures> => {
  // an organization of the shape M is 1.42 MB of the answer
  const organizations = Math.ceil(megabytes / 1.42);
  const server = await serveTable(recordShape({ organizations, users: 50, projects: 300, collaborators: 8 }));
  try {
    const environment = { AWS_ENDPOINT_URL_DYNAMODB: server.url, NODE_OPTIONS };
    return await runWorker('./memory-worker.ts', {}, environment, [`--max-old-space-size=${HEAP_LIMIT_MB}`]);
  } finally {
    server.close();
  }
};
