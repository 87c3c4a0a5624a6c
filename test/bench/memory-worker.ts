/** The product streams one large answer to a slow reader, in a fresh process that has nothing else in its memory. */
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { createTableClient } from '../../lib/table/client.ts';
import { listForBench } from './variants/product.ts';

/** Milliseconds that the reader takes for each chunk of at most 64 KB: 16 MB/s at the most. */
const READER_PAUSE_MS = 4;

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
    setTimeout(READER_PAUSE_MS).then(() => done(), done);
  },
});
await pipeline(await listForBench(createTableClient()), slowReader);
const figures: MemoryFigures = { answerBytes, growthBytes: peak - before };
process.send?.(figures, () => process.exit());
