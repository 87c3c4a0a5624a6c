import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUTHORIZER } from './gateway-handlers.ts';

/** Answers what its query parameter `do` says. */
const BUFFERED = `
  const echo = ({ headers, multiValueHeaders, requestContext, ...event }) => {
    const own = (named) => Object.entries(named).find(([name]) => name.toLowerCase() === 'x-own')?.[1];
    const { authorizer, stage, resourcePath, httpMethod } = requestContext;
    return {
      ...event,
      ...{ header: own(headers), multiValueHeader: own(multiValueHeaders) },
      requestContext: { authorizer, stage, resourcePath, httpMethod },
    };
  };
  const answers = {
    echo: (event) => ({ statusCode: 200, body: JSON.stringify(echo(event)) }),
    headers: () => ({
      statusCode: 200,
      headers: { 'x-one': 'single', 'x-two': 'c', 'x-three': 'same' },
      multiValueHeaders: { 'x-two': ['a', 'b'], 'x-three': ['same'] },
      body: '',
    }),
    status: () => ({ statusCode: 418, headers: { 'content-type': 'text/plain' }, body: 'short and stout' }),
    'a status as text': () => ({ statusCode: '201', body: 'created' }),
    'no body': () => ({ statusCode: 204 }),
    bytes: () => ({ statusCode: 200, body: '/wA=', isBase64Encoded: true }),
    'a text': () => 'nothing else',
    'a status that is none': () => ({ statusCode: 'fine', body: '' }),
    throw: () => { throw new Error('a secret of the function'); },
  };
  exports.handler = async (event) => answers[event.queryStringParameters.do](event);`;

const FUNCTIONS = { Authorizer: AUTHORIZER, Buffered: BUFFERED } as const;

const invocation = (id: keyof typeof FUNCTIONS) => {
  const service = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/';
  return { 'Fn::Join': ['', [service, { 'Fn::GetAtt': [id, 'Arn'] }, '/invocations']] };
};

const method = (resource: string, HttpMethod: string, authorization: object) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'Api' },
    ResourceId: { Ref: resource },
    HttpMethod,
    ...authorization,
    Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocation('Buffered') },
  },
});

const resource = (PathPart: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart },
});

const RESOURCES = {
  Table: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      AttributeDefinitions: [],
      KeySchema: [],
      GlobalSecondaryIndexes: [],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
  ...Object.fromEntries(
    Object.keys(FUNCTIONS).map((id) => [
      id,
      {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 30,
          Code: { S3Bucket: 'x', S3Key: 'x' },
        },
        Metadata: { 'aws:asset:path': id, 'aws:asset:property': 'Code' },
      },
    ]),
  ),
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'cases' } },
  Decision: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: { Ref: 'Api' },
      Name: 'decision',
      Type: 'REQUEST',
      AuthorizerUri: invocation('Authorizer'),
      IdentitySource: '',
      AuthorizerResultTtlInSeconds: 0,
    },
  },
  Open: resource('open'),
  Guarded: resource('guarded'),
  OpenAny: method('Open', 'ANY', { AuthorizationType: 'NONE' }),
  GuardedGet: method('Guarded', 'GET', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Decision' } }),
  Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'cases' },
  },
};

/**
 * Writes a stack of one API that `gateway-cases.ts` asks: `/open` for all methods, and `GET /guarded` behind an authorizer.
 * @param directory gets what a synthesis writes: the template, and a directory for each function
 */
export const writeGatewayStack = async (directory: string): Promise<void> => {
  for (const [id, code] of Object.entries(FUNCTIONS)) {
    await mkdir(join(directory, id));
    await writeFile(join(directory, id, 'index.cjs'), code);
  }
  await writeFile(join(directory, 'cases.template.json'), JSON.stringify({ Resources: RESOURCES }));
};
