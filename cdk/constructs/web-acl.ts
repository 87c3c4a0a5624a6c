import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import {
  CREDENTIAL_FORMS,
  type CredentialForm,
  RETRY_AFTER_SECONDS,
  SECURITY_HEADERS,
} from '../../lib/contract/headers.ts';
import type { Configuration } from '../configuration.ts';

/** Requests from one address within five minutes. */
const RATE_LIMIT = 3000;

/** AWS's managed rule groups, each with its rules that only count, because legitimate clients break them. */
const MANAGED_RULES: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: [],
  // Programs need not send a User-Agent header.
  AWSManagedRulesCommonRuleSet: ['NoUserAgent_HEADER'],
};

/** No sampled requests: they would show headers, and so credentials, to everyone who may view the web ACL. */
const visibility = (metricName: string) => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

/**
 * The rule of each form of a credential. A form has its own, because a rule skips requests that lack one of its keys:
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html
 */
const RULE_NAMES: Readonly<Record<CredentialForm, string>> = {
  ApiKeyAuthentication: 'RatePerApiKey',
  JWTHttpHeaderAuthentication: 'RatePerToken',
  JWTBearerAuthentication: 'RatePerBearer',
  JWTAuthentication: 'RatePerCookie',
};

type WebAclProps = {
  readonly api: RestApi;
  readonly corsHeaders: Record<string, string>;
  readonly configuration: Configuration;
};

/** A web application firewall in front of the stage. Its refusals look like every other error of the service. */
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

/** The rate limits: one per address, and one per credential of each form. */
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
    ...CREDENTIAL_FORMS.map(({ form, in: place, name }) => {
      // Clients may percent-encode a cookie
      const type = place === 'cookie' ? 'URL_DECODE' : 'NONE';
      const customKeys = [{ [place]: { name, textTransformations: [{ priority: 0, type }] } }];
      return createRule(RULE_NAMES[form], {
        limit: requestsPerCredential,
        aggregateKeyType: 'CUSTOM_KEYS',
        customKeys,
      });
    }),
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
