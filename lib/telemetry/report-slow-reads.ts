import { METRIC } from './metric.ts';
import type { Telemetry } from './telemetry.ts';

/** Makes what a table's client tells that it reads in a slower way known to the operators: right all the same, but slow. */
export const reportSlowReads =
  (telemetry: Telemetry) =>
  (reason: string): void => {
    telemetry.error('reads take the slow way', new Error(reason), {});
    telemetry.count(METRIC.slowReads);
  };
