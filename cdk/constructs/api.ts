import { Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnRestApi,
  EndpointAccessMode,
  EndpointType,
  LogGroupLogDestination,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PATH, STAGE } from '../../lib/contract/route.ts';
import type { Configuration } from '../configuration.ts';
import { ACCESS_LOG_FORMAT } from './access-log.ts';
import type { Authorizer } from './authorizer.ts';
import { addPreflight, createCorsHeaders } from './cors.ts';
import { Domain } from './domain.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import type { ListOrganizations } from './list-organizations.ts';
import { createLogGroup } from './log-group.ts';
import { ALL_METHODS, ALL_METHODS_BY_NAME, addMethodNotAllowed, allowedMethods } from './method-not-allowed.ts';
import type { Monitoring } from './monitoring.ts';
import { sampleTraces } from './sample-traces.ts';
import { WebAcl } from './web-acl.ts';

type OrganizationsApiProps = {
  readonly authorizer: Authorizer;
  readonly listOrganizations: ListOrganizations;
  readonly monitoring: Monitoring;
  readonly configuration: Configuration;
};

/** The regional REST API: one path with one method. Every other request gets an error in the contract's format. */
export class OrganizationsApi extends Construct {
  readonly url: string;
  readonly domain: Domain | undefined;
  readonly accessLogGroup: LogGroup;

  constructor(scope: Construct, id: string, props: OrganizationsApiProps) {
    super(scope, id);
    const { authorizer, listOrganizations, configuration, monitoring } = props;
    this.accessLogGroup = createLogGroup(this, 'AccessLog', configuration);
    const api = new RestApi(this, 'RestApi', {
      restApiName: monitoring.namespace,
      endpointTypes: [EndpointType.REGIONAL],
      // With a custom domain, requests must come through it.
      ...(configuration.domainName === undefined ? {} : { disableExecuteApiEndpoint: true }),
      // API Gateway writes logs with one role for all APIs of an account and region. The role stays when the stack is
      // deleted.
      cloudWatchRole: configuration.target === 'aws',
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(this.accessLogGroup),
        accessLogFormat: ACCESS_LOG_FORMAT,
        throttlingRateLimit: configuration.requestsPerSecond,
        throttlingBurstLimit: configuration.requestsPerSecond,
        tracingEnabled: configuration.tracing !== 0,
      },
    });
    // CDK's output of the URL, which is closed when there is a custom domain. The stack has its own output.
    api.node.tryRemoveChild('Endpoint');
    acknowledgeFindings(api);
    requireModernTls(api, configuration);
    // sam local serves no stage, but the path that clients know includes it
    const path = configuration.target === 'sam' ? [STAGE, ...PATH] : PATH;
    const resource = api.root.resourceForPath(path.join('/'));
    const method = resource.addMethod('GET', listOrganizations.integration, {
      authorizer: authorizer.requestAuthorizer,
      authorizationType: AuthorizationType.CUSTOM,
    });
    Validations.of(method).acknowledge({
      id: 'AwsSolutions-COG4',
      reason: 'Credentials are API keys and tokens of any OIDC issuer; the Lambda authorizer checks both.',
    });
    addPreflight(resource, configuration);
    const corsHeaders = createCorsHeaders(configuration.allowedOrigins);
    const allow = allowedMethods(configuration.allowedOrigins);
    const methods = configuration.target === 'sam' ? ALL_METHODS_BY_NAME : ALL_METHODS;
    addMethodNotAllowed(resource, methods, allow, corsHeaders);
    addGatewayResponses(api, allow, corsHeaders);
    if (configuration.webAcl) new WebAcl(this, 'WebAcl', { api, corsHeaders, configuration });
    if (configuration.tracing) sampleTraces(this, monitoring.namespace, configuration.tracing);
    const { domainName } = configuration;
    this.domain = domainName === undefined ? undefined : new Domain(this, 'Domain', domainName, api, configuration);
    this.url = this.domain?.url ?? api.url;
  }
}

/**
 * API Gateway negotiates TLS by the API's own policy, even for requests through a custom domain. CDK's RestApi has no
 * property for it: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
const requireModernTls = (api: RestApi, { domainName }: Configuration) => {
  if (!(api.node.defaultChild instanceof CfnRestApi)) throw new TypeError('The API is expected to be a CfnRestApi');
  const { TLS13_1_3_2025_09, TLS13_1_2_PFS_PQ_2025_09 } = SecurityPolicy;
  api.node.defaultChild.securityPolicy = domainName === undefined ? TLS13_1_2_PFS_PQ_2025_09 : TLS13_1_3_2025_09;
  const { STRICT, BASIC } = EndpointAccessMode;
  api.node.defaultChild.endpointAccessMode = domainName === undefined ? STRICT : BASIC;
};

const acknowledgeFindings = (api: RestApi) =>
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'There is no body and one optional parameter; the function answers for it with the accepted values.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason: 'The web ACL is an option (webAcl), for its cost; without it the stage throttles.',
    },
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'Execution logs go to a group outside of the stack that never deletes them; the access log names each error.',
    },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'The one role of the account by which API Gateway writes access logs; AWS documents this policy for it.',
    },
  );
