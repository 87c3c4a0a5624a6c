import * as z from 'zod/mini';
import {
  headers,
  jsonTemplate,
  lambdaUri,
  mockIntegrationSchema,
  proxyIntegrationSchema,
} from './integration-schema.ts';

/** Properties that make no difference on this machine. What is neither one of these nor used here is refused. */
const irrelevant = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, z.optional(z.unknown())] as const));

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

/** Resources that take part in answering requests, by type: the properties that are understood, and no others. */
export const RESOURCE_SCHEMA = {
  'AWS::DynamoDB::GlobalTable': z.strictObject({
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({ ProjectionType: z.enum(['KEYS_ONLY', 'ALL']) }),
        ...irrelevant('WarmThroughput'),
      }),
    ),
    BillingMode: z.literal('PAY_PER_REQUEST'),
    ...irrelevant('Replicas', 'SSESpecification', 'StreamSpecification', 'TimeToLiveSpecification', 'WarmThroughput'),
  }),
  'AWS::Lambda::Function': z.strictObject({
    Handler: z.string().check(z.regex(/^index\.\w+$/)),
    Runtime: z.string().check(z.startsWith('nodejs')),
    Timeout: z._default(z.number(), 3),
    MemorySize: z._default(z.number(), 128),
    Environment: z._default(z.strictObject({ Variables: z.record(z.string(), z.string()) }), { Variables: {} }),
    ...irrelevant(
      'Architectures',
      'Code',
      'DeadLetterConfig',
      'Description',
      'LoggingConfig',
      'ReservedConcurrentExecutions',
      'Role',
      'Tags',
      'TracingConfig',
    ),
  }),
  'AWS::ApiGateway::RestApi': z.strictObject({
    ...irrelevant(
      'Name',
      'Description',
      'DisableExecuteApiEndpoint',
      'EndpointAccessMode',
      'EndpointConfiguration',
      'SecurityPolicy',
      'Tags',
    ),
  }),
  'AWS::ApiGateway::Stage': z.strictObject({
    StageName: z.string(),
    MethodSettings: z._default(
      z.array(
        z.strictObject({
          HttpMethod: z.literal('*'),
          ResourcePath: z.literal('/*'),
          ThrottlingBurstLimit: z.optional(z.number()),
          ThrottlingRateLimit: z.optional(z.number()),
          ...irrelevant('DataTraceEnabled', 'LoggingLevel', 'MetricsEnabled'),
        }),
      ),
      [],
    ),
    ...irrelevant('AccessLogSetting', 'DeploymentId', 'Description', 'RestApiId', 'Tags', 'TracingEnabled'),
  }),
  'AWS::ApiGateway::Resource': z.strictObject({
    ParentId: z.string(),
    PathPart: z.string().check(z.regex(/^[^{}]+$/, 'path parameters are not understood')),
    ...irrelevant('RestApiId'),
  }),
  'AWS::ApiGateway::Authorizer': z.strictObject({
    Type: z.literal('REQUEST'),
    AuthorizerUri: lambdaUri,
    IdentitySource: z.optional(z.literal('')),
    AuthorizerResultTtlInSeconds: z.literal(0),
    ...irrelevant('Name', 'RestApiId'),
  }),
  'AWS::ApiGateway::Method': z.strictObject({
    HttpMethod: z.string(),
    ResourceId: z.string(),
    AuthorizationType: z.enum(['NONE', 'CUSTOM']),
    AuthorizerId: z.optional(z.string()),
    ApiKeyRequired: z.optional(z.literal(false)),
    Integration: z.discriminatedUnion('Type', [proxyIntegrationSchema, mockIntegrationSchema]),
    RequestParameters: z.optional(z.record(z.string(), z.literal(false))),
    ...irrelevant('MethodResponses', 'OperationName', 'RestApiId'),
  }),
  'AWS::ApiGateway::GatewayResponse': z.strictObject({
    ResponseType: z.string(),
    StatusCode: z.optional(z.coerce.number()),
    ResponseParameters: headers('gatewayresponse.header.'),
    ResponseTemplates: jsonTemplate,
    ...irrelevant('RestApiId'),
  }),
} as const;

type Schemas = typeof RESOURCE_SCHEMA;

export type GatewayResponse = z.infer<Schemas['AWS::ApiGateway::GatewayResponse']>;
export type TableDefinition = z.infer<Schemas['AWS::DynamoDB::GlobalTable']>;
export type FunctionDefinition = z.infer<Schemas['AWS::Lambda::Function']>;
