/**
 * On-demand prices in us-east-1, in US dollars, as published in 2025, without free tiers:
 * https://aws.amazon.com/lambda/pricing/ · https://aws.amazon.com/api-gateway/pricing/ ·
 * https://aws.amazon.com/dynamodb/pricing/on-demand/ · https://aws.amazon.com/ec2/pricing/on-demand/ ·
 * https://aws.amazon.com/cloudwatch/pricing/ · https://aws.amazon.com/xray/pricing/ · https://aws.amazon.com/waf/pricing/
 */
export const PRICES = {
  lambdaRequest: 0.2 / 1e6,
  lambdaArmGbSecond: 0.0000133334,
  lambdaProvisionedArmGbSecond: 0.0000033334,
  /** Beyond the first 6 MB of each streamed answer. */
  lambdaStreamedGb: 0.008,
  apiGatewayRequest: 3.5 / 1e6,
  readUnit: 0.125 / 1e6,
  writeUnit: 0.625 / 1e6,
  /** Storage and its recovery to any point in time. */
  tableGbMonth: 0.25 + 0.2,
  /** Of the files before compression, and of the indexes. */
  importedGb: 0.15,
  /** Of the table's size. */
  exportedGb: 0.1,
  transferredGb: 0.09,
  logGb: 0.5,
  logGbMonth: 0.03,
  alarmMetric: 0.1,
  dashboard: 3,
  customMetric: 0.3,
  trace: 5 / 1e6,
  webAcl: 5,
  webAclRule: 1,
  webAclRequest: 0.6 / 1e6,
} as const;
