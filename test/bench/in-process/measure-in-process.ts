import { lambdaArguments } from '../lambda/lambda-arguments.ts';
import { median } from '../statistics.ts';
import { SHAPE_NAMES } from '../workload/workload.ts';
import type { CpuFigures, CpuRequest } from './cpu-worker.ts';
import { runWorker } from './run-worker.ts';

/** What a process has, in megabytes, so that it collects garbage as the function does. */
const MEMORY = 1769;

/**
 * CPU of the list's own code, and of no more than parsing what the table sends, in milliseconds: what of the whole function's
 * time is not sockets, the runtime, middy and the log. Until times no longer fall takes more calls the smaller they are.
 */
export const measureInProcess = async (rounds: number, warmUpMs: number) => {
  const measure = async (variant: CpuRequest['variant'], shape: CpuRequest['shape']) => {
    const medians: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const request: CpuRequest = { variant, shape, warmUpMs };
      const { cpuMs } = await runWorker<CpuFigures>('./cpu-worker.ts', request, lambdaArguments(MEMORY));
      medians.push(median(cpuMs));
    }
    return median(medians);
  };
  const figures = [];
  for (const shape of SHAPE_NAMES) {
    figures.push({ shape, product: await measure('product', shape), parseOnly: await measure('parseOnly', shape) });
  }
  return figures;
};
