/** Warm answers of the product in a fresh process: how soon the first byte comes, and what compression costs. */
import { once } from 'node:events';
import { compress } from '../../lib/http/compress.ts';
import { createTableClient } from '../../lib/table/client.ts';
import { median } from './run-worker.ts';
import { listForBench } from './variants/product.ts';
import { StubHandler } from './workload/stub-handler.ts';
import { recordShape, type ShapeName } from './workload/workload.ts';

export type AnswerRequest = {
  readonly shape: ShapeName | { organizations: number; users: number; projects: number; collaborators: number };
  /** As in an `Accept-Encoding` header. */
  readonly encoding: string;
  /** How long the table takes for each answer. */
  readonly latencyMs: number;
  readonly calls: number;
};

/** Medians; `bytes` as they go out. */
export type AnswerFigures = { readonly cpuMs: number; readonly firstByteMs: number; readonly bytes: number };

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const measure = async ({ shape, encoding, latencyMs, calls }: AnswerRequest): Promise<AnswerFigures> => {
  const client = createTableClient();
  client.config.requestHandler = new StubHandler(recordShape(shape), latencyMs);
  const figures: AnswerFigures[] = [];
  for (let call = 0; call < calls * 2; call++) {
    const cpuBefore = cpuMs();
    const startedAt = performance.now();
    const { body } = compress(await listForBench(client), encoding);
    let firstByteMs = 0;
    let bytes = 0;
    for await (const chunk of body) {
      if (bytes === 0) firstByteMs = performance.now() - startedAt;
      bytes += chunk.length;
    }
    figures.push({ cpuMs: cpuMs() - cpuBefore, firstByteMs, bytes });
  }
  const warm = figures.slice(calls);
  return {
    cpuMs: median(warm.map((figure) => figure.cpuMs)),
    firstByteMs: median(warm.map((figure) => figure.firstByteMs)),
    bytes: median(warm.map(({ bytes }) => bytes)),
  };
};

const [request] = (await once(process, 'message')) as [AnswerRequest];
const figures = await measure(request);
process.send?.(figures, () => process.exit());
