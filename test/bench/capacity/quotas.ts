/**
 * What AWS allows by default, as documented in 2026. All can be raised but those of one partition and of one stream.
 * Each names the page that states it.
 */
export const QUOTAS = {
  /**
   * Read units a second of one partition, of the table or of the index. No split divides an item, so it is an item's limit,
   * too. In AWS's own test, see {@link SPLIT_MINUTES}, eventually consistent reads got 4500; no page promises that.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html
   */
  partitionUnits: 3000,
  /**
   * Read units a second that a new table serves at once, and as many its index.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html
   */
  newTableUnits: 12_000,
  /**
   * Read units a second of a table, and as many of its index.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
   */
  tableUnits: 40_000,
  /**
   * Within this long a table may refuse what exceeds twice its previous peak.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/pre-warming-on-demand-capacity-mode.html
   */
  doublingMinutes: 30,
  /**
   * Seconds of unused units that DynamoDB keeps for a burst, as far as it can. It does not lift a partition's limit.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
   * https://repost.aws/knowledge-center/dynamodb-spiky-workloads-short-intervals
   */
  burstSeconds: 300,
  /**
   * Executions at once, of all functions of an account and region; a new account may have fewer.
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  concurrency: 1000,
  /**
   * Executions that each function may add in ten seconds.
   * https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
   */
  addedConcurrency: 1000,
  /**
   * Calls a second for each execution at once that the account is allowed.
   * https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  callsPerExecution: 10,
  /**
   * API Gateway's requests a second, of all APIs of an account and region, with bursts of 5,000; in the smaller regions 2,500
   * and 1,250. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
   */
  gatewayRequests: 10_000,
  /**
   * The longest stream, what of it goes out as fast as it is made, and the bytes a second from there on.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
   */
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
