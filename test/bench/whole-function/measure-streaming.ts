import type { Backend } from '../lambda/serve-backend.ts';
import { type Bundle, startFunction } from '../lambda/start-function.ts';
import { median } from '../statistics.ts';
import type { RecordedTable } from '../workload/recorded-table.ts';
import { recordShape } from '../workload/workload.ts';
import { listEvent, USER } from './events.ts';
import { interleave } from './interleave.ts';

/** A small organization, of which a caller may have a thousand. */
export const SMALL = { users: 5, projects: 3, collaborators: 3 };

/** Longer than a function remembers what it read for a caller. */
export const FORGOTTEN_MS = 10 * 60 * 1000;

/**
 * Milliseconds to the first byte, warm, for a caller of whom the function remembers nothing.
 * @param latencyMs what the table takes for each answer
 * @param calls of which the median is taken, after as many
 */
export const firstByteOf = async (
  bundle: Bundle,
  backend: Backend,
  table: RecordedTable,
  latencyMs: number,
  calls: number,
): Promise<number> => {
  backend.table = table;
  backend.latencyMs = latencyMs;
  const running = await startFunction(bundle, backend);
  const times: number[] = [];
  for (let call = 0; call < 2 * calls; call++) {
    const { firstByteMs } = await running.invoke(listEvent(USER), 1, FORGOTTEN_MS);
    times.push(firstByteMs ?? Number.NaN);
  }
  await running.stop();
  backend.latencyMs = 0;
  return median(times.slice(calls));
};

/** {@link firstByteOf} 1 and 1000 organizations. */
export const measureFirstByte = async (bundle: Bundle, backend: Backend, latencyMs: number, calls: number) => {
  const measure = (organizations: number) =>
    firstByteOf(bundle, backend, recordShape({ ...SMALL, organizations }), latencyMs, calls);
  return { one: await measure(1), thousand: await measure(1000) };
};

const ENCODINGS = ['identity', 'zstd', 'br', 'gzip'] as const;

export type EncodingFigures = { readonly encoding: string; readonly cpuMs: number; readonly bytes: number };

/** CPU of an answer of the shape M and its bytes, by encoding. */
export const measureCompression = async (
  bundle: Bundle,
  backend: Backend,
  rounds: number,
  calls: number,
): Promise<EncodingFigures[]> => {
  backend.table = recordShape('M');
  const runs = ENCODINGS.map((encoding) => ({ encoding, cpuMs: [] as number[], bytes: 0 }));
  const plan = { warmUp: calls, turns: 1, callsPerTurn: calls };
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) {
      const event = listEvent(USER, { 'Accept-Encoding': run.encoding });
      const [figures] = await interleave({ product: bundle }, event, [plan], backend);
      run.cpuMs.push(figures?.product.cpuMs ?? Number.NaN);
      run.bytes = figures?.product.bytes ?? Number.NaN;
    }
  }
  return runs.map(({ encoding, cpuMs, bytes }) => ({ encoding, cpuMs: median(cpuMs), bytes }));
};

/** How fast a slow reader takes what comes. */
const READER_BYTES_PER_MS = 16_000;

/** An organization of the shape M is so many megabytes of an answer. */
const MEGABYTES_EACH = 1.42;

export type MemoryFigures = { readonly answerBytes: number; readonly growthBytes: number };

/** What streaming answers of about so many megabytes to a slow reader adds to resident memory at its peak. */
export const measureMemory = async (
  bundle: Bundle,
  backend: Backend,
  sizes: readonly number[],
): Promise<MemoryFigures[]> => {
  backend.readerBytesPerMs = READER_BYTES_PER_MS;
  const figures: MemoryFigures[] = [];
  for (const megabytes of sizes) {
    const organizations = Math.ceil(megabytes / MEGABYTES_EACH);
    backend.table = recordShape({ organizations, users: 50, projects: 300, collaborators: 8 });
    const running = await startFunction(bundle, backend);
    const { rssBefore, peakRss } = await running.invoke(listEvent(USER), 1);
    await running.stop();
    figures.push({ answerBytes: backend.last.bytes, growthBytes: peakRss - rssBefore });
  }
  backend.readerBytesPerMs = undefined;
  return figures;
};
