/** The product streams one large answer to a slow reader, in a fresh process that has nothing else in its memory. */
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { createTableClient } from '../../lib/table/client.ts';
import { listForBench } from './variants/product.ts';

/** How fast the reader takes what comes. */
const READER_BYTES_PER_MS = 16_000;

/** Bytes of the answer, and by how much resident memory was larger at its peak than before the answer. */
export type MemoryFigures = { readonly answerBytes: number; readonly growthBytes: number };

await once(process, 'message');
const before = process.memoryUsage.rss();
let peak = before;
let answerBytes = 0;
const slowReader = new Writable({
  write: (chunk, _encoding, done) => {
    answerBytes += chunk.length;
    peak = Math.max(peak, process.memoryUsage.rss());
    setTimeout(chunk.length / READER_BYTES_PER_MS).then(() => done(), done);
  },
});
await pipeline(await listForBench(createTableClient()), slowReader);
const figures: MemoryFigures = { answerBytes, growthBytes: peak - before };
process.send?.(figures, () => process.exit());
