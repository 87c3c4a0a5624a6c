import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The namespace of the metrics; dashboards and alarms look for it. */
const NAMESPACE = 'ListOrganizations';

/** What a function tells its operators. Nothing that goes in here may be a credential or personal data. */
export type Telemetry = {
  readonly info: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, error: unknown, fields: Readonly<Record<string, unknown>>) => void;
  /** Adds to a metric, 1 by default. */
  readonly count: (metric: string, value?: number) => void;
};

/** Log lines as JSON and metrics in the embedded metric format, both on standard output, as Lambda takes them. */
export const createTelemetry = (service: string): Telemetry => {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: service });
  return {
    info: (message, fields) => logger.info(message, fields),
    error: (message, error, fields) => logger.error(message, { ...fields, error: toError(error) }),
    count: (metric, value = 1) => {
      metrics.addMetric(metric, MetricUnit.Count, value);
      metrics.publishStoredMetrics();
    },
  };
};

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
