import type { RecordedTable } from '../workload/recorded-table.ts';
import { createProduct } from './product.ts';

/** Parsing the bodies that the table sends, and encoding the finished answer: nothing else, and no socket. */
export const createParseOnly = async (table: RecordedTable): Promise<() => Promise<readonly Uint8Array[]>> => {
  const text = Buffer.concat(await createProduct(table)()).toString();
  const bodies = [...table.bodies.values()];
  return async () => {
    for (const body of bodies) JSON.parse(body.toString());
    return [Buffer.from(text)];
  };
};
