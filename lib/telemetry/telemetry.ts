import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MetricName } from './metric.ts';

/** What a function tells its operators. Nothing that goes in here may be a credential or personal data. */
export type Telemetry = {
  readonly info: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, error: unknown, fields: Readonly<Record<string, unknown>>) => void;
  /**
   * Adds to a metric, 1 by default.
   * @param split a dimension and its value, of a small closed set: each value is a metric of its own, beside the total
   */
  readonly count: (metric: MetricName, value?: number, split?: Readonly<Record<string, string>>) => void;
};

/**
 * Log lines as JSON and metrics in the embedded metric format, both on standard output, as Lambda takes them.
 * @param service the function's folder
 * @param namespace of the metrics; the stack gives each deployment one of its own
 */
export const createTelemetry = (service: string, namespace: string): Telemetry => {
  const logger = new Logger({ serviceName: service });
  // Most requests count nothing
  let metrics: Metrics | undefined;
  return {
    info: (message, fields) => logger.info(message, fields),
    error: (message, error, fields) => logger.error(message, { ...fields, error: toError(error) }),
    count: (metric, value = 1, split = undefined) => {
      metrics ??= new Metrics({ namespace, serviceName: service });
      // The empty set of dimensions is the total.
      if (split !== undefined) metrics.addDimensions({}).addDimensions(split);
      metrics.addMetric(metric, MetricUnit.Count, value);
      metrics.publishStoredMetrics();
    },
  };
};

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
