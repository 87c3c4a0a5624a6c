import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import { RETRY_AFTER_SECONDS, SECURITY_HEADERS } from '../../lib/contract/headers.ts';

/** Requests of one address within five minutes. */
const RATE_LIMIT = 3000;

/** Of AWS. Each is a name and its rules that only count, because clients that are welcome break them. */
const MANAGED_RULES: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: [],
  // Programs need not say who they are.
  AWSManagedRulesCommonRuleSet: ['NoUserAgent_HEADER'],
};

/** Samples would show headers, hence credentials, to whoever may look at the web ACL. */
const visibility = (metricName: string) => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

/** A web application firewall in front of the stage. What it refuses looks like every other error of the service. */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, api: RestApi, corsHeaders: Record<string, string>) {
    super(scope, id);
    const tooMany = { success: false, error: ERROR_TEXT.tooManyRequests };
    const headers = { ...SECURITY_HEADERS, ...corsHeaders, 'retry-after': String(RETRY_AFTER_SECONDS) };
    const acl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(Stack.of(this).stackName),
      customResponseBodies: { tooMany: { contentType: 'APPLICATION_JSON', content: JSON.stringify(tooMany) } },
      rules: [
        {
          name: 'RatePerAddress',
          priority: 0,
          statement: { rateBasedStatement: { limit: RATE_LIMIT, evaluationWindowSec: 300, aggregateKeyType: 'IP' } },
          action: {
            block: {
              customResponse: {
                responseCode: 429,
                customResponseBodyKey: 'tooMany',
                responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
              },
            },
          },
          visibilityConfig: visibility('RatePerAddress'),
        },
        ...Object.entries(MANAGED_RULES).map(([name, counted], index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name,
              ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: api.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    });
  }
}
