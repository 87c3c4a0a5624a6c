import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import {
  API_KEY_HEADER,
  JWT_COOKIE,
  JWT_HEADER,
  RETRY_AFTER_SECONDS,
  SECURITY_HEADERS,
} from '../../lib/contract/headers.ts';
import type { Configuration } from '../configuration.ts';

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

/**
 * What a caller may present as a credential. A rule each, since a rule passes over requests that lack any of its keys.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html
 */
const CREDENTIALS = {
  RatePerApiKey: { header: { name: API_KEY_HEADER, textTransformations: [{ priority: 0, type: 'NONE' }] } },
  RatePerToken: { header: { name: JWT_HEADER, textTransformations: [{ priority: 0, type: 'NONE' }] } },
  RatePerBearer: { header: { name: 'authorization', textTransformations: [{ priority: 0, type: 'NONE' }] } },
  // Clients may percent-encode it, or not.
  RatePerCookie: { cookie: { name: JWT_COOKIE, textTransformations: [{ priority: 0, type: 'URL_DECODE' }] } },
} satisfies Record<string, CfnWebACL.RateBasedStatementCustomKeyProperty>;

type WebAclProps = {
  readonly api: RestApi;
  readonly corsHeaders: Record<string, string>;
  readonly configuration: Configuration;
};

/** A web application firewall in front of the stage. What it refuses looks like every other error of the service. */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { api, corsHeaders, configuration }: WebAclProps) {
    super(scope, id);
    const tooMany = { success: false, error: ERROR_TEXT.tooManyRequests };
    const rules = [...createRateRules(corsHeaders, configuration), ...createManagedRules()];
    const acl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(Stack.of(this).stackName),
      customResponseBodies: { tooMany: { contentType: 'APPLICATION_JSON', content: JSON.stringify(tooMany) } },
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
    });
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: api.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    });
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority'>;

/** One rule for each address, and one for each kind of credential. */
const createRateRules = (corsHeaders: Record<string, string>, { requestsPerCredential }: Configuration): Rule[] => {
  const headers = { ...SECURITY_HEADERS, ...corsHeaders, 'retry-after': String(RETRY_AFTER_SECONDS) };
  const responseHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const block = { customResponse: { responseCode: 429, customResponseBodyKey: 'tooMany', responseHeaders } };
  const createRule = (name: string, rate: Omit<CfnWebACL.RateBasedStatementProperty, 'evaluationWindowSec'>): Rule => ({
    name,
    statement: { rateBasedStatement: { ...rate, evaluationWindowSec: 300 } },
    action: { block },
    visibilityConfig: visibility(name),
  });
  return [
    createRule('RatePerAddress', { limit: RATE_LIMIT, aggregateKeyType: 'IP' }),
    ...Object.entries(CREDENTIALS).map(([name, key]) =>
      createRule(name, { limit: requestsPerCredential, aggregateKeyType: 'CUSTOM_KEYS', customKeys: [key] }),
    ),
  ];
};

const createManagedRules = (): Rule[] =>
  Object.entries(MANAGED_RULES).map(([name, counted]) => ({
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(name),
  }));
