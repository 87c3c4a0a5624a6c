/** The list's own code on one shape in a fresh process: warms up, then measures CPU time in blocks. */
import { once } from 'node:events';
import { recordShape, type ShapeName } from '../workload/workload.ts';
import { createParseOnly } from './parse-only.ts';
import { createProduct } from './product.ts';

const BLOCKS = 15;

export type CpuRequest = {
  readonly variant: 'product' | 'parseOnly';
  readonly shape: ShapeName;
  readonly warmUpMs: number;
};
export type CpuFigures = { readonly cpuMs: readonly number[] };

const callsPerBlock = { S: 60, M: 8, L: 2 } as const;

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const measure = async ({ variant, shape, warmUpMs }: CpuRequest): Promise<CpuFigures> => {
  const table = recordShape(shape);
  const answer = variant === 'product' ? createProduct(table) : await createParseOnly(table);
  const warmUntil = cpuMs() + warmUpMs;
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
