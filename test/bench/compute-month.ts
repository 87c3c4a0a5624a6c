import { PRICES } from './prices.ts';

const MINUTES = 730 * 60;
/** Of one request: API Gateway's line, the authorizer's and the list's. */
const LOG_BYTES = 2000;
const LOG_MONTHS = 3;
/** What the functions count in a usual month: requests, denials by reason, failures by kind, trials. */
const CUSTOM_METRICS = 10;
/** Metrics that the alarms of a stack without options look at; a test counts them in its template. */
export const ALARM_METRICS = 25;
const FUNCTIONS_GB = 1 + 1769 / 1024;

/** X-Ray's default rule: the first request of each second, and five percent of the others. */
const countTraces = (requestsPerMinute: number, share: number | undefined) => {
  const perSecond = requestsPerMinute / 60;
  const traced = share === undefined ? Math.min(perSecond, 1) + Math.max(0, perSecond - 1) * 0.05 : perSecond * share;
  return traced * 60 * MINUTES;
};

type Month = {
  readonly requestsPerMinute: number;
  /** What a million answers cost, see `computeCost`. */
  readonly dollarsPerMillion: number;
  /** Metrics that the stack's alarms look at. */
  readonly alarmMetrics: number;
  /** As the context name `tracing`; undefined for X-Ray's default. */
  readonly tracing?: number;
  readonly tableGigabytes?: number;
};

/** Dollars for a month, by what they are for; of a table of one gigabyte, unless its size is given. */
export const computeMonth = (month: Month) => {
  const { requestsPerMinute, dollarsPerMillion, alarmMetrics, tracing, tableGigabytes = 1 } = month;
  const requests = requestsPerMinute * MINUTES;
  const parts = {
    requests: (requests / 1e6) * dollarsPerMillion,
    tracing: countTraces(requestsPerMinute, tracing) * PRICES.trace,
    alarms: alarmMetrics * PRICES.alarmMetric,
    dashboard: PRICES.dashboard,
    metrics: requestsPerMinute === 0 ? 0 : CUSTOM_METRICS * PRICES.customMetric,
    logs: ((requests * LOG_BYTES * LOG_MONTHS) / 1024 ** 3) * PRICES.logGbMonth,
    table: tableGigabytes * PRICES.tableGbMonth,
  };
  return { ...parts, all: Object.values(parts).reduce((sum, part) => sum + part, 0) };
};

/** Dollars for a month of one instance of both request functions, kept warm. */
export const provisionedMonth = () => FUNCTIONS_GB * MINUTES * 60 * PRICES.lambdaProvisionedArmGbSecond;

/** Dollars for a month of a web ACL, and for each million of requests. */
export const webAclMonth = (rules: number) => ({
  fixed: PRICES.webAcl + rules * PRICES.webAclRule,
  perMillion: PRICES.webAclRequest * 1e6,
});

/** Dollars for a month in which the table and its index are both read at their limit the whole time. */
export const readLimitMonth = (maxReadUnits: number) => 2 * maxReadUnits * MINUTES * 60 * PRICES.readUnit;
