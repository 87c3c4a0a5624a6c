import { PRICES } from './prices.ts';
import type { ShapeName } from './workload/workload.ts';

const AUTHORIZER_GB = 1;
const LIST_GB = 1769 / 1024;
const TABLE_ANSWER_MS = 5;
const AUTHORIZER_CPU_MS = 2;
const LOG_BYTES = 2000;
const FREE_STREAM_BYTES = 6 * 1024 * 1024;
/** API Gateway counts each 10 MB of a streamed answer as a request. */
const REQUEST_BYTES = 10 * 1024 * 1024;

export type Load = {
  readonly shape: ShapeName;
  readonly cpuMs: number;
  /** As sent: compressed. */
  readonly sentBytes: number;
  readonly answerBytes: number;
  readonly readUnits: number;
};

/** Dollars for a million answers, by service. Durations are this machine's CPU time and 5 ms for each round trip. */
export const computeCost = ({ cpuMs, sentBytes, answerBytes, readUnits }: Load) => {
  const listMs = cpuMs + 3 * TABLE_ANSWER_MS;
  const authorizerMs = AUTHORIZER_CPU_MS + TABLE_ANSWER_MS;
  const gbSeconds = (listMs * LIST_GB + authorizerMs * AUTHORIZER_GB) / 1000;
  const gb = (bytes: number) => bytes / 1024 ** 3;
  const perAnswer = {
    lambda:
      2 * PRICES.lambdaRequest +
      gbSeconds * PRICES.lambdaArmGbSecond +
      gb(Math.max(0, sentBytes - FREE_STREAM_BYTES)) * PRICES.lambdaStreamedGb,
    apiGateway: Math.ceil(sentBytes / REQUEST_BYTES) * PRICES.apiGatewayRequest,
    // One strongly consistent unit is the authorizer's
    dynamodb: (readUnits + 1) * PRICES.readUnit,
    transfer: gb(sentBytes) * PRICES.transferredGb,
    logs: gb(LOG_BYTES) * PRICES.logGb,
  };
  const perMillion = Object.fromEntries(Object.entries(perAnswer).map(([name, dollars]) => [name, dollars * 1e6]));
  const total = Object.values(perMillion).reduce((sum, dollars) => sum + dollars, 0);
  const uncompressedTransfer = gb(answerBytes) * PRICES.transferredGb * 1e6;
  return { perMillion, total, uncompressedTransfer };
};
