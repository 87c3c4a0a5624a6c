import { describe, expect, test } from 'vitest';
import { type AlarmSettings, evaluateAlarm, type Point } from './evaluate-alarm.ts';
import { synthesize } from './synthesize.ts';

type AlarmProperties = {
  readonly DatapointsToAlarm: number;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly TreatMissingData: 'breaching' | 'notBreaching';
  readonly ComparisonOperator: string;
  readonly Metrics?: readonly { readonly Expression?: string }[];
};

const findFill = ({ Metrics = [] }: AlarmProperties) => {
  const expressions = Metrics.flatMap(({ Expression }) => (Expression === undefined ? [] : [Expression]));
  const [, value] = expressions.join().match(/FILL\(\w+, (\d+)\)/) ?? [];
  return value === undefined ? undefined : Number(value);
};

const ALARMS = new Map(
  Object.entries(synthesize().findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [
    id.replace(/^Monitoring(.+)[0-9A-F]{8}$/, '$1'),
    // CDK's assertions hand templates out untyped.
    Properties as AlarmProperties,
  ]),
);

const settingsOf = (id: string): AlarmSettings => {
  const properties = ALARMS.get(id);
  if (properties === undefined) throw new RangeError(`no alarm ${id}`);
  return {
    datapoints: properties.DatapointsToAlarm,
    periods: properties.EvaluationPeriods,
    threshold: properties.Threshold,
    treatMissingData: properties.TreatMissingData,
    fill: findFill(properties),
  };
};

/**
 * A series, a letter for each period: `X` at the threshold, `0` below it, `-` nothing, and a digit for a point at the
 * threshold that can only be read that many periods later.
 */
const readSeries = (letters: string, threshold: number): Point[] =>
  [...letters].map((letter) => {
    if (letter === '-') return undefined;
    if (letter === 'X') return { value: threshold, late: 0 };
    return letter === '0' ? { value: 0, late: 0 } : { value: threshold, late: Number(letter) };
  });

const isRaised = (settings: AlarmSettings, letters: string) =>
  evaluateAlarm(settings, readSeries(letters, settings.threshold)).includes('ALARM');

/** Those that one bad minute raises. */
const ONE_MINUTE = {
  fires: ['000X000', '-----X-----', '0002000', '----4----', '0003---'],
  quiet: ['0000000', '-------', '00--00--0', '0'],
};

/** The series that each alarm is for, and such that it is not for. */
const SERIES: Readonly<Record<string, { fires: readonly string[]; quiet: readonly string[] }>> = {
  ...Object.fromEntries(
    [
      ...[
        'ServerErrors',
        'PartialAnswers',
        'Defects',
        'FailedAuthentications',
        'Denials',
        'SlowReads',
        'TableThrottles',
      ],
      ...['Authorizer', 'ListOrganizations', 'ExpireTrials'].flatMap((name) => [`${name}Errors`, `${name}Throttles`]),
    ].map((id) => [id, ONE_MINUTE]),
  ),
  Latency: {
    fires: ['XXXXXXXXXXXXXXX', 'XXX0XXXXX0XXXX0', '2222222222222220', 'XXXXXX-XXXXXX'],
    quiet: ['XXXXXXXXXXX', 'XXXX0XXXX0XXXX0XXXX0'.replaceAll('XXXX', 'XX'), '000000000000000', '---------------'],
  },
  NearThrottling: {
    fires: ['00XXX00', '0X0X0X0', '0022200', 'XX-X'],
    quiet: ['0XX000XX', '0000000', '-------', '0X0000X'],
  },
  // A letter a day. The last one is today, before its run.
  TrialsBehind: {
    fires: ['000---', '0--X-', '0X--', '0XXX', '----'],
    quiet: ['000', '000-', '000--', '0-0-0-', '00X0X0', '0X-0'],
  },
};

describe('each alarm', () => {
  test('is shown to fire, and not to', () => {
    expect(Object.keys(SERIES).sort()).toEqual([...ALARMS.keys()].sort());
  });

  const cases = (kind: 'fires' | 'quiet') =>
    Object.entries(SERIES).flatMap(([id, series]) => series[kind].map((letters) => [id, letters] as const));

  test.each(cases('fires'))('%s is raised by %s', (id, letters) => {
    expect(isRaised(settingsOf(id), letters)).toBe(true);
  });

  test.each(cases('quiet'))('%s is not raised by %s', (id, letters) => {
    // A new deployment has no days before the first one.
    const before = id === 'TrialsBehind' ? '000' : '';
    expect(isRaised(settingsOf(id), before + letters)).toBe(false);
  });

  test('is raised at its threshold', () => {
    for (const { ComparisonOperator } of ALARMS.values())
      expect(ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
  });
});

describe('the rules of CloudWatch', () => {
  const one = { datapoints: 1, periods: 1, threshold: 1, treatMissingData: 'notBreaching', fill: 0 } as const;

  test('never let an alarm on one filled period see a point that is late', () => {
    expect(isRaised(one, '000X000')).toBe(true);
    expect(isRaised(one, '0002000')).toBe(false);
    expect(isRaised({ ...one, periods: 5 }, '0002000')).toBe(true);
  });

  test('make an alarm on missing days wait for as long as there are older points', () => {
    const days = { ...one, datapoints: 2, periods: 2, treatMissingData: 'breaching', fill: undefined } as const;
    expect(isRaised(days, '00--')).toBe(false);
    expect(isRaised(days, '00---')).toBe(false);
    expect(isRaised({ ...days, fill: 1 }, '00--')).toBe(true);
  });

  // The documentation's own examples, of 3 points out of 3.
  test.each([
    ['0-X-X', 'OK', 'OK'],
    ['----0', 'OK', 'OK'],
    ['-----', 'ALARM', 'OK'],
    ['0XX-X', 'ALARM', 'ALARM'],
    ['--X--', 'ALARM', 'OK'],
  ])(
    'are those of the documentation: %s is %s where missing data breaches, else %s',
    (letters, breaching, notBreaching) => {
      const three = { datapoints: 3, periods: 3, threshold: 1, fill: undefined };
      const evaluate = (treatMissingData: 'breaching' | 'notBreaching') =>
        evaluateAlarm({ ...three, treatMissingData }, readSeries(letters, 1)).at(-1);
      expect([evaluate('breaching'), evaluate('notBreaching')]).toEqual([breaching, notBreaching]);
    },
  );
});
