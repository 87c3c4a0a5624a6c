/** One variant on one shape in a fresh process: warms up, then measures CPU time in blocks. */
import { once } from 'node:events';
import { createAnswer, type VariantName } from './variants/variants.ts';
import { recordShape, type ShapeName } from './workload/workload.ts';

const BLOCKS = 15;

export type CpuRequest = { readonly variant: VariantName; readonly shape: ShapeName };
export type CpuFigures = { readonly cpuMs: readonly number[] };

const callsPerBlock = { S: 60, M: 8, L: 2 } as const;
/** Until times no longer fall, which takes more calls the smaller they are. */
const WARM_UP_MS = { S: 8000, M: 2000, L: 2000 } as const;

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const measure = async ({ variant, shape }: CpuRequest): Promise<CpuFigures> => {
  const answer = await createAnswer(variant, recordShape(shape));
  const warmUntil = cpuMs() + WARM_UP_MS[shape];
  while (cpuMs() < warmUntil) await answer();
  const blocks: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const before = cpuMs();
    for (let call = 0; call < callsPerBlock[shape]; call++) await answer();
    blocks.push((cpuMs() - before) / callsPerBlock[shape]);
  }
  return { cpuMs: blocks };
};

const [request] = (await once(process, 'message')) as [CpuRequest];
process.send?.(await measure(request));
process.disconnect();
