import { encodeRecords } from '../../lib/table/encode.ts';
import { generateShape } from '../support/generate-shape.ts';
import { countReads } from './count-requests.ts';
import type { Backend } from './lambda/serve-backend.ts';
import type { Bundle } from './lambda/start-function.ts';
import { firstByteOf, SMALL } from './whole-function/measure-streaming.ts';
import { RecordedTable } from './workload/recorded-table.ts';

/** So many deleted organizations before the one that is listed. */
const HIDDEN = 1_500;

const recordHidden = (hidden: number): RecordedTable => {
  const shape = generateShape({ ...SMALL, organizations: hidden + 1 });
  const organizations = shape.organizations.map((organization) =>
    organization.id > hidden ? organization : { ...organization, deletedDate: '2026-01-01T00:00:00Z' },
  );
  return new RecordedTable(encodeRecords({ ...shape, organizations }));
};

/**
 * What hidden organizations add to a list of one: requests and read units of the table, and, with a table that takes a few
 * milliseconds for each answer, the time to the first byte.
 */
export const measureHidden = async (bundle: Bundle, backend: Backend, latencyMs: number, calls: number) => {
  const measure = async (hidden: number) => {
    const table = recordHidden(hidden);
    return { ...(await countReads(table)), firstByteMs: await firstByteOf(bundle, backend, table, latencyMs, calls) };
  };
  const [none, many] = [await measure(0), await measure(HIDDEN)];
  return {
    hidden: HIDDEN,
    furtherRequests: many.requests - none.requests,
    furtherUnits: many.units - none.units,
    firstByteMs: { none: none.firstByteMs, many: many.firstByteMs },
  };
};
