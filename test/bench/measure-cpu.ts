import { deepStrictEqual } from 'node:assert/strict';
import { NODE_OPTIONS } from '../../functions/list-organizations/config.ts';
import type { CpuFigures, CpuRequest } from './cpu-worker.ts';
import { median, runWorker } from './run-worker.ts';
import { createAnswer, VARIANT_NAMES, type VariantName } from './variants/variants.ts';
import { recordShape, type ShapeName } from './workload/workload.ts';

const SHAPE_NAMES = ['S', 'M', 'L'] as const;

/** Milliseconds of CPU for one answer, by shape and variant: the median of the processes' medians. */
type CpuTable = Readonly<Record<ShapeName, Readonly<Record<VariantName, number>>>>;

/** @throws AssertionError when a variant answers anything else than the product does */
const assertSameAnswers = async (shape: ShapeName): Promise<number> => {
  const read = async (name: VariantName) =>
    Buffer.concat([...(await (await createAnswer(name, recordShape(shape)))())]);
  const expected = await read('product');
  for (const name of VARIANT_NAMES) deepStrictEqual(JSON.parse(`${await read(name)}`), JSON.parse(`${expected}`), name);
  return expected.length;
};

/** Variants take turns, each time in a fresh process, so that what else the machine does falls on all alike. */
export const measureCpu = async (rounds: number) => {
  const answerBytes = {
    S: await assertSameAnswers('S'),
    M: await assertSameAnswers('M'),
    L: await assertSameAnswers('L'),
  };
  const measured = SHAPE_NAMES.map((shape) => ({
    shape,
    runs: VARIANT_NAMES.map((variant) => ({ variant, medians: [] as number[] })),
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { shape, runs } of measured) {
      for (const { variant, medians } of runs) {
        const { cpuMs } = await runWorker<CpuFigures>(
          './cpu-worker.ts',
          { variant, shape } satisfies CpuRequest,
          variant === 'product' ? { NODE_OPTIONS } : {},
        );
        medians.push(median(cpuMs));
      }
    }
  }
  // every shape and variant was measured
  const cpuMs = Object.fromEntries(
    measured.map(({ shape, runs }) => [
      shape,
      Object.fromEntries(runs.map(({ variant, medians }) => [variant, median(medians)])),
    ]),
  ) as CpuTable;
  return { cpuMs, answerBytes };
};
