/**
 * What AWS allows by default, in a region of the larger kind, as documented in 2026. All can be raised but those of one
 * partition and of one stream:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html ·
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html ·
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/pre-warming-on-demand-capacity-mode.html ·
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html ·
 * https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html ·
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html ·
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const QUOTAS = {
  /**
   * Read units a second of one partition, of the table or of the index; see the warm throughput scenarios. No split
   * divides a single item, so it is an item's limit, too.
   */
  partitionUnits: 3000,
  /** Read units a second that a new table serves at once, and as many its index; see the warm throughput scenarios. */
  newTableUnits: 12_000,
  /** Read units a second of a table, and as many of its index, by the account's quota; see the service quotas. */
  tableUnits: 40_000,
  /** Within this long a table may refuse what exceeds twice its previous peak; see pre-warming. */
  doublingMinutes: 30,
  /**
   * Seconds of unused units that DynamoDB keeps for a burst; see burst capacity. It is best effort, and it does not lift
   * the limit of a partition: https://repost.aws/knowledge-center/dynamodb-spiky-workloads-short-intervals
   */
  burstSeconds: 300,
  /** Executions at once, of all functions of an account and region; a new account may have fewer. */
  concurrency: 1000,
  /** Executions that a function may add in ten seconds; see the scaling behaviour. */
  addedConcurrency: 1000,
  /** Calls a second for each execution at once that the account is allowed; see the scaling behaviour. */
  callsPerExecution: 10,
  /** API Gateway's requests a second, of all APIs of an account and region; 2,500 in the smaller regions. Bursts of half as many. */
  gatewayRequests: 10_000,
  /** The largest stream, what of it goes out as fast as it is made, and the bytes a second from there on. */
  streamBytes: 200 * 1024 ** 2,
  unlimitedStreamBytes: 6 * 1024 ** 2,
  streamBytesPerSecond: 2 * 1024 ** 2,
} as const;

/**
 * Minutes of heat until DynamoDB has split a partition: an assumption, because AWS states no time. In the test of its own
 * blog, one hot partition kept its first rate for about the first ten minutes. It splits an item collection by sort
 * key, too, unless the table has a local secondary index; this one has none.
 * https://aws.amazon.com/blogs/database/part-2-scaling-dynamodb-how-partitions-hot-keys-and-split-for-heat-impact-performance/
 */
export const SPLIT_MINUTES = 10;
