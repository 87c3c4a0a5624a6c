import { PRICES } from './prices.ts';

const AUTHORIZER_GB = 1;
const LIST_GB = 1769 / 1024;
const TABLE_ANSWER_MS = 5;
const ROUND_TRIPS = 3;
const AUTHORIZER_CPU_MS = 2;
/** Of the key or the user: one item, strongly consistent. */
export const AUTHORIZER_READ_UNITS = 1;
const LOG_BYTES = 2000;
const FREE_STREAM_BYTES = 6 * 1024 * 1024;
/** API Gateway counts each 10 MB of a streamed answer as a request. */
const REQUEST_BYTES = 10 * 1024 * 1024;

type Load = {
  readonly cpuMs: number;
  /** As sent: compressed. */
  readonly sentBytes: number;
  readonly answerBytes: number;
  readonly readUnits: number;
  /** Milliseconds that the table takes for an answer. */
  readonly tableMs?: number;
  /** How often the list waits for the table. */
  readonly roundTrips?: number;
};

/**
 * Dollars for a million answers, by service. Durations are this machine's CPU time and the table's, 5 ms for each of
 * three round trips unless it is given.
 */
export const computeCost = (load: Load) => {
  const { cpuMs, sentBytes, answerBytes, readUnits, tableMs = TABLE_ANSWER_MS, roundTrips = ROUND_TRIPS } = load;
  const listMs = cpuMs + roundTrips * tableMs;
  const authorizerMs = AUTHORIZER_CPU_MS + tableMs;
  const gbSeconds = (listMs * LIST_GB + authorizerMs * AUTHORIZER_GB) / 1000;
  const gb = (bytes: number) => bytes / 1024 ** 3;
  const perAnswer = {
    lambda:
      2 * PRICES.lambdaRequest +
      gbSeconds * PRICES.lambdaArmGbSecond +
      gb(Math.max(0, sentBytes - FREE_STREAM_BYTES)) * PRICES.lambdaStreamedGb,
    apiGateway: Math.ceil(sentBytes / REQUEST_BYTES) * PRICES.apiGatewayRequest,
    dynamodb: (readUnits + AUTHORIZER_READ_UNITS) * PRICES.readUnit,
    transfer: gb(sentBytes) * PRICES.transferredGb,
    logs: gb(LOG_BYTES) * PRICES.logGb,
  };
  const perMillion = Object.fromEntries(Object.entries(perAnswer).map(([name, dollars]) => [name, dollars * 1e6]));
  const total = Object.values(perMillion).reduce((sum, dollars) => sum + dollars, 0);
  const uncompressedTransfer = gb(answerBytes) * PRICES.transferredGb * 1e6;
  return { perMillion, total, uncompressedTransfer };
};
