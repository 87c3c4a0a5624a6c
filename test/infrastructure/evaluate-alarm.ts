/** An alarm of a template, as far as CloudWatch's evaluation goes by it. */
export type AlarmSettings = {
  readonly datapoints: number;
  readonly periods: number;
  readonly threshold: number;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore';
  /** What a FILL puts where a point is missing; undefined without one. */
  readonly fill: number | undefined;
};

/** A point of a metric, and how many periods after its own it can be read. */
export type Point = { readonly value: number; readonly late: number } | undefined;

/** CloudWatch reads some points more than it needs; the example of its documentation has two more. */
const READ_AHEAD = 2;

/**
 * The states of an alarm, one after each period, by the rules of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html: of the points that can be read,
 * the latest count; only where there are too few of them, missing ones are treated as the alarm says.
 */
export const evaluateAlarm = (settings: AlarmSettings, points: readonly Point[]): ('ALARM' | 'OK')[] => {
  const states: ('ALARM' | 'OK')[] = [];
  for (const now of points.keys()) {
    const first = Math.max(0, now - settings.periods - READ_AHEAD + 1);
    const readable = points.slice(first, now + 1).map((point, index) => {
      const isThere = point !== undefined && first + index + point.late <= now;
      return isThere ? point.value : settings.fill;
    });
    states.push(judge(settings, readable, states.at(-1) ?? 'OK'));
  }
  return states;
};

const judge = (
  { datapoints, periods, threshold, treatMissingData }: AlarmSettings,
  readable: readonly (number | undefined)[],
  before: 'ALARM' | 'OK',
) => {
  const found = readable.filter((value) => value !== undefined).slice(-periods);
  const missing = periods - found.length;
  if (missing > 0 && treatMissingData === 'ignore') return before;
  const breaching = found.filter((value) => value >= threshold).length;
  return breaching + (treatMissingData === 'breaching' ? missing : 0) >= datapoints ? 'ALARM' : 'OK';
};
