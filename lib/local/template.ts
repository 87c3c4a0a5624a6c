import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { MockIntegration, ProxyIntegration } from './integration-schema.ts';
import { type Resources, resolveIntrinsics, resourceSchema } from './intrinsics.ts';
import { LocalStackError } from './local-stack-error.ts';
import {
  type FunctionDefinition,
  type GatewayResponse,
  RESOURCE_SCHEMA,
  type TableDefinition,
} from './resource-schema.ts';

export type Method = {
  /** `/api/organizations`, without the stage. */
  readonly resourcePath: string;
  /** The logical id of the function that decides; absent where no credential is asked for. */
  readonly authorizer?: string;
  readonly integration: ProxyIntegration | MockIntegration;
};

export type Api = {
  readonly stage: string;
  /** Requests per second and how many at once; absent where the stage sets no limit. */
  readonly throttle?: { readonly rate: number; readonly burst: number };
  /** By method and path: `GET /api/organizations`. */
  readonly methods: ReadonlyMap<string, Method>;
  /** By response type: `ACCESS_DENIED`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
};

export type BundledFunction = FunctionDefinition & {
  /** The directory of the bundle. */
  readonly directory: string;
};

/** What a synthesized stack consists of, as far as it answers requests. Functions go by their logical ids. */
export type Template = {
  readonly table: TableDefinition & { readonly name: string };
  readonly functions: ReadonlyMap<string, BundledFunction>;
  readonly api: Api;
};

const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });

/** Types of resources that make no difference to an answer here: permissions, versions, logs, alarms, domains, schedules. */
const IRRELEVANT_TYPE =
  /^AWS::(IAM|Logs|CloudWatch|CodeDeploy|SNS|SQS|KMS|Scheduler|CDK|WAFv2|Route53|XRay)::|^AWS::Lambda::(Permission|Version|Alias|EventInvokeConfig)$|^AWS::ApiGateway::(Account|Deployment|DomainName|BasePathMapping)$/;

/** The file of the one stack of CDK's output directory. @throws LocalStackError when there is none */
export const findTemplate = async (directory: string): Promise<string> => {
  const [file] = (await readdir(directory)).filter((name) => name.endsWith('.template.json'));
  if (file === undefined) throw new LocalStackError(`There is no template in ${directory}`);
  return join(directory, file);
};

/**
 * Reads the one stack of CDK's output directory.
 * @throws LocalStackError naming the resource that is not understood
 */
export const readTemplate = async (directory: string): Promise<Template> => {
  const file = await findTemplate(directory);
  const { Resources: resources } = z.parse(templateSchema, JSON.parse(await readFile(file, 'utf8')));
  for (const [id, { Type: type }] of Object.entries(resources)) {
    if (!(type in RESOURCE_SCHEMA) && !IRRELEVANT_TYPE.test(type)) throw notUnderstood(id, type, 'no such type here');
  }
  const [[name, table]] = readOne(resources, 'AWS::DynamoDB::GlobalTable');
  return { table: { ...table, name }, functions: readFunctions(resources, directory), api: readApi(resources) };
};

const readFunctions = (resources: Resources, directory: string) =>
  new Map(
    readAll(resources, 'AWS::Lambda::Function').map(([id, definition]): [string, BundledFunction] => {
      const asset = resources[id]?.Metadata['aws:asset:path'];
      if (typeof asset !== 'string') throw notUnderstood(id, 'AWS::Lambda::Function', 'it has no aws:asset:path');
      return [id, { ...definition, directory: join(directory, asset) }];
    }),
  );

const readApi = (resources: Resources): Api => {
  const [[rest]] = readOne(resources, 'AWS::ApiGateway::RestApi');
  const [[, stage]] = readOne(resources, 'AWS::ApiGateway::Stage');
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = stage.MethodSettings[0] ?? {};
  const paths = new Map(readAll(resources, 'AWS::ApiGateway::Resource'));
  const authorizers = new Map(readAll(resources, 'AWS::ApiGateway::Authorizer'));
  const pathOf = (id: string): string => {
    const resource = paths.get(id);
    if (!resource) return id === `${rest}.RootResourceId` ? '' : `?${id}`;
    return `${pathOf(resource.ParentId)}/${resource.PathPart}`;
  };
  const methods = readAll(resources, 'AWS::ApiGateway::Method').map(([, method]): [string, Method] => {
    const resourcePath = pathOf(method.ResourceId) || '/';
    const authorizer = authorizers.get(method.AuthorizerId ?? '')?.AuthorizerUri;
    const { Integration: integration } = method;
    return [
      `${method.HttpMethod} ${resourcePath}`,
      { resourcePath, integration, ...(authorizer === undefined ? {} : { authorizer }) },
    ];
  });
  const responses = readAll(resources, 'AWS::ApiGateway::GatewayResponse');
  return {
    stage: stage.StageName,
    ...(rate === undefined || burst === undefined ? {} : { throttle: { rate, burst } }),
    methods: new Map(methods),
    gatewayResponses: new Map(responses.map(([, response]) => [response.ResponseType, response])),
  };
};

type ResourceType = keyof typeof RESOURCE_SCHEMA;
type Parsed = { [Type in ResourceType]: z.infer<(typeof RESOURCE_SCHEMA)[Type]> };
const SCHEMAS: { readonly [Type in ResourceType]: z.ZodMiniType<Parsed[Type]> } = RESOURCE_SCHEMA;

/** What zod says in English; its small variant is silent by itself. */
const { localeError: error } = z.locales.en();

const resolveProperties = (resources: Resources, id: string) => {
  const { Type = '', Properties } = resources[id] ?? {};
  try {
    return resolveIntrinsics(resources, Properties);
  } catch (cause) {
    throw notUnderstood(id, Type, cause instanceof Error ? cause.message : cause);
  }
};

const readAll = <Type extends ResourceType>(resources: Resources, type: Type): [string, Parsed[Type]][] =>
  Object.entries(resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id]) => {
      const parsed = SCHEMAS[type].safeParse(resolveProperties(resources, id), { error });
      if (!parsed.success) throw notUnderstood(id, type, z.prettifyError(parsed.error));
      return [id, parsed.data];
    });

const readOne = <Type extends ResourceType>(resources: Resources, type: Type): [[string, Parsed[Type]]] => {
  const [only, ...others] = readAll(resources, type);
  if (only && others.length === 0) return [only];
  throw new LocalStackError(`The local stack needs exactly one ${type} in the template`);
};

const notUnderstood = (id: string, type: string, reason: unknown) =>
  new LocalStackError(`The local stack does not understand ${id} (${type}) of the template: ${reason}`);
