import { describe, expect, test } from 'vitest';
import { HEADERS } from '../support/contract-literals.ts';
import { findProperties, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const everything = synthesize(VARIANTS.everything);
const plain = synthesize();
const sam = synthesize(VARIANTS.sam);
const TEMPLATES = [
  ['everything', everything],
  ['default', plain],
  ['sam', sam],
  ['second region', synthesize(VARIANTS.secondRegion)],
] as const;

/** Every statement of every policy document anywhere in a template. */
const findStatements = (value: unknown): { Effect?: string; Principal?: unknown; Condition?: unknown }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Statement' in value && Array.isArray(value.Statement) ? value.Statement : [];
  return [...own, ...Object.values(value).flatMap(findStatements)];
};

describe.each(TEMPLATES)('nothing is public (%s)', (_name, template) => {
  test('by a policy: whoever anybody may be is only ever refused', () => {
    const statements = findStatements(template.toJSON());
    const ofAnybody = statements.filter(({ Principal }) =>
      /^("\*"|\{"AWS":"\*"\})$/.test(JSON.stringify(Principal ?? {})),
    );
    expect(ofAnybody.map(({ Effect }) => Effect)).not.toContain('Allow');
    expect(statements.length).toBeGreaterThan(6);
  });

  test('by a function: API Gateway alone calls them, each for one method or authorizer of this API', () => {
    const permissions = findProperties(template, 'AWS::Lambda::Permission');
    expect(permissions).toHaveLength(2);
    for (const { Principal, SourceArn } of permissions) {
      expect(Principal).toBe('apigateway.amazonaws.com');
      expect(JSON.stringify(SourceArn)).toMatch(/ApiRestApi.+(GET(\/v1)?\/api\/organizations|\/authorizers\/)/);
    }
  });

  test('by a kind of resource that can be reached from outside, but the API', () => {
    const types = Object.values(template.toJSON()['Resources']).map((resource) => Object(resource).Type);
    expect(types.filter((type) => /Lambda::Url|S3::|EC2::|CloudFront|ElasticLoadBalancing|AppSync/.test(type))).toEqual(
      [],
    );
  });

  test('by a method: each has the authorizer, but the preflight and what answers 405', () => {
    for (const { HttpMethod, AuthorizationType, Integration } of findProperties(template, 'AWS::ApiGateway::Method')) {
      const isMock = HttpMethod !== 'GET';
      expect([AuthorizationType, Integration.Type]).toEqual(isMock ? ['NONE', 'MOCK'] : ['CUSTOM', 'AWS_PROXY']);
    }
  });
});

describe('TLS', () => {
  test('is of version 1.2 with forward secrecy at least, for the default address', () => {
    plain.hasResourceProperties('AWS::ApiGateway::RestApi', {
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
    });
  });

  test('is of version 1.3 for a domain, which is then the only way in', () => {
    everything.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'api.example.com',
      RegionalCertificateArn: VARIANTS.everything.certificateArn,
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
      EndpointAccessMode: 'STRICT',
    });
    everything.hasResourceProperties('AWS::ApiGateway::RestApi', {
      SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
      DisableExecuteApiEndpoint: true,
    });
    everything.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'v1' });
    everything.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'api.example.com', Type: 'A' });
    expect(everything.findOutputs('ApiUrl')['ApiUrl']?.['Value']).toBe('https://api.example.com/v1/');
  });
});

describe('the web ACL', () => {
  const [acl] = findProperties(everything, 'AWS::WAFv2::WebACL');
  const rules: { Statement: Record<string, Record<string, unknown> | undefined>; Action?: unknown }[] = acl.Rules;

  test('stands before the stage only where it is asked for', () => {
    everything.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    plain.resourceCountIs('AWS::WAFv2::WebACL', 0);
  });

  test("limits each address with an answer of the contract's shape", () => {
    const [rate] = rules;
    expect(rate?.Statement).toMatchObject({ RateBasedStatement: { AggregateKeyType: 'IP' } });
    expect(rate?.Action).toMatchObject({
      Block: {
        CustomResponse: {
          ResponseCode: 429,
          CustomResponseBodyKey: 'tooMany',
          ResponseHeaders: expect.arrayContaining(
            Object.entries({
              ...HEADERS,
              'access-control-allow-origin': 'https://a.example',
              'retry-after': '1',
            }).map(([Name, Value]) => ({ Name, Value })),
          ),
        },
      },
    });
    expect(JSON.parse(acl.CustomResponseBodies.tooMany.Content)).toEqual({
      success: false,
      error: expect.stringContaining('Too many requests'),
    });
  });

  test('limits each kind of credential by a rule of its own, because a rule passes over requests that lack one of its keys', () => {
    const keys = rules.flatMap(({ Statement: { RateBasedStatement: rate } }) =>
      rate?.['AggregateKeyType'] === 'CUSTOM_KEYS' ? [[rate['Limit'], rate['CustomKeys']]] : [],
    );
    const plain = [{ Priority: 0, Type: 'NONE' }];
    expect(keys).toEqual(
      [
        { Header: { Name: 'x-api-key', TextTransformations: plain } },
        { Header: { Name: 'x-jwt-token', TextTransformations: plain } },
        { Header: { Name: 'authorization', TextTransformations: plain } },
        { Cookie: { Name: 'jwt', TextTransformations: [{ Priority: 0, Type: 'URL_DECODE' }] } },
      ].map((key) => [6000, [key]]),
    );
    const actions = rules.flatMap(({ Action }) => (Action === undefined ? [] : [JSON.stringify(Action)]));
    expect(actions).toHaveLength(5);
    expect(new Set(actions).size).toBe(1);
    everything.resourceCountIs('AWS::WAFv2::LoggingConfiguration', 0);
  });

  test('leaves one credential a fifth of what the stage allows, unless it is told otherwise', () => {
    const [{ Rules }] = findProperties(synthesize({ webAcl: 'true' }), 'AWS::WAFv2::WebACL');
    expect(JSON.stringify(Rules[1])).toContain('"Limit":30000');
  });

  test("has AWS's rules, which let clients in that name no user agent", () => {
    const groups = rules.flatMap(({ Statement: { ManagedRuleGroupStatement: group } }) => (group ? [group] : []));
    expect(groups.map((group) => group['Name'])).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    expect(groups.at(-1)).toMatchObject({
      RuleActionOverrides: [{ Name: 'NoUserAgent_HEADER', ActionToUse: { Count: {} } }],
    });
  });

  test('samples no requests, whose headers hold credentials', () => {
    expect(JSON.stringify(acl)).not.toContain('"SampledRequestsEnabled":true');
    expect(JSON.stringify(acl).match(/"SampledRequestsEnabled":false/g)).toHaveLength(rules.length + 1);
  });
});
