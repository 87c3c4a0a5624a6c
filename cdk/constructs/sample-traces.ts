import { createHash } from 'node:crypto';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import type { Construct } from 'constructs';
import { STAGE } from '../../lib/contract/route.ts';

/** Comes before X-Ray's default rule, which traces the first request of each second and 5 % of the others. */
const PRIORITY = 1000;

/**
 * A rule's name must be unique in its account and region, with 32 characters at most. The hash keeps cut names apart.
 */
const nameRule = (apiName: string) => {
  const hash = createHash('sha256').update(apiName).digest('hex').slice(0, 8);
  return `${apiName.slice(0, 23)}-${hash}`;
};

/**
 * Traces a share of the requests. The stage decides, and the functions behind it follow:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 * @param share from 0 to 1
 */
export const sampleTraces = (scope: Construct, apiName: string, share: number) =>
  new CfnSamplingRule(scope, 'Sampling', {
    samplingRule: {
      version: 1,
      ruleName: nameRule(apiName),
      priority: PRIORITY,
      fixedRate: share,
      reservoirSize: 0,
      serviceName: `${apiName}/${STAGE}`,
      serviceType: 'AWS::ApiGateway::Stage',
      host: '*',
      httpMethod: '*',
      urlPath: '*',
      resourceArn: '*',
    },
  });
