import { Validations } from 'aws-cdk-lib';
import { AuthorizationType, EndpointType, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PATH, STAGE } from '../../lib/http/route.ts';
import type { Configuration } from '../configuration.ts';
import { ACCESS_LOG_FORMAT } from './access-log.ts';
import type { Authorizer } from './authorizer.ts';
import { addPreflight, createCorsHeaders } from './cors.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import type { ListOrganizations } from './list-organizations.ts';
import { createLogGroup } from './log-group.ts';

interface OrganizationsApiProps {
  readonly authorizer: Authorizer;
  readonly listOrganizations: ListOrganizations;
  readonly configuration: Configuration;
}

/** The regional REST API: one path, one method, and an answer of the contract's shape to everything else. */
export class OrganizationsApi extends Construct {
  readonly url: string;
  readonly accessLogGroup: LogGroup;

  constructor(scope: Construct, id: string, { authorizer, listOrganizations, configuration }: OrganizationsApiProps) {
    super(scope, id);
    this.accessLogGroup = createLogGroup(this, 'AccessLog', configuration);
    const api = new RestApi(this, 'RestApi', {
      restApiName: 'organizations',
      endpointTypes: [EndpointType.REGIONAL],
      // API Gateway writes logs by one role for all APIs of an account and region. Made here, it outlives the stack.
      cloudWatchRole: configuration.target === 'aws',
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(this.accessLogGroup),
        accessLogFormat: ACCESS_LOG_FORMAT,
        // Each request needs two functions for some 100 ms: this keeps below half of Lambda's 1000 at once per account.
        throttlingRateLimit: 500,
        throttlingBurstLimit: 500,
      },
    });
    acknowledgeFindings(api);
    this.url = api.url;
    // sam local leaves the stage out of its URLs, and clients know the path with it
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
    addPreflight(resource, configuration.allowedOrigins);
    addGatewayResponses(api, createCorsHeaders(configuration.allowedOrigins));
  }
}

const acknowledgeFindings = (api: RestApi) =>
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'There is no body and one optional parameter; the function answers for it with the accepted values.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason: 'A web ACL is a cost and a policy of its own, which operators attach to the stage; the stage throttles.',
    },
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'Execution logs go to a group outside of the stack that keeps them for ever; the access log names each error.',
    },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'The one role of the account by which API Gateway writes access logs; AWS documents this policy for it.',
    },
  );
