import { RetentionDays } from 'aws-cdk-lib/aws-logs';

type Preset = {
  /** Whether the issuer may be reached without TLS. */
  readonly allowsHttp: boolean;
  /** Whether the table and the logs outlive the stack, and the table refuses to be deleted. */
  readonly retainsData: boolean;
  readonly logRetention: RetentionDays;
  /** Whether new code first answers a tenth of the requests, for five minutes. `-c canary=…` overrides it. */
  readonly canary: boolean;
};

/** All that the environments differ in; everything else is the same in both, such as recovery to any point in time. */
export const ENVIRONMENTS = {
  dev: {
    allowsHttp: true,
    retainsData: false,
    logRetention: RetentionDays.ONE_MONTH,
    canary: false,
  },
  prod: {
    allowsHttp: false,
    retainsData: true,
    logRetention: RetentionDays.THREE_MONTHS,
    canary: true,
  },
} as const satisfies Record<string, Preset>;
