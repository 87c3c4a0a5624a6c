import { METRIC } from './metric.ts';
import type { Telemetry } from './telemetry.ts';

/** Reports to the operators that the table's client uses the SDK's slower path. The answers are the same. */
export const reportSlowReads =
  (telemetry: Telemetry) =>
  (reason: string): void => {
    telemetry.error('fast reads are off', new Error(reason), {});
    telemetry.count(METRIC.slowReads);
  };
