import type { Attributes } from '../../lib/table/decode.ts';
import { INDEX_PARTITION_KEY } from '../../lib/table/schema.ts';
import { PRICES } from './prices.ts';
import { sizeOf } from './workload/size-of.ts';

const GIGABYTE = 1024 ** 3;
const WRITE_UNIT_BYTES = 1024;
/** A strongly consistent read. */
const READ_UNIT_BYTES = 4096;

/** Dollars for loading items into an empty table, and for taking them out again, each in two ways. */
export const computeLoad = (items: Iterable<Attributes>) => {
  const total = { items: 0, gigabytes: 0, lines: 0, writeUnits: 0 };
  for (const item of items) {
    const size = sizeOf(item);
    total.items += 1;
    total.gigabytes += size / GIGABYTE;
    total.lines += Buffer.byteLength(`${JSON.stringify({ Item: item })}\n`) / GIGABYTE;
    // An entry of the index has keys only
    total.writeUnits += Math.ceil(size / WRITE_UNIT_BYTES) + (INDEX_PARTITION_KEY in item ? 1 : 0);
  }
  return {
    ...total,
    writing: total.writeUnits * PRICES.writeUnit,
    importing: total.lines * PRICES.importedGb,
    reading: ((total.gigabytes * GIGABYTE) / READ_UNIT_BYTES) * PRICES.readUnit,
    exporting: total.gigabytes * PRICES.exportedGb,
  };
};
