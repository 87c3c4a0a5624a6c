import * as z from 'zod/mini';

/** Where the local stack pretends to be. It reaches the functions by their environment and by ARNs. */
export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/** A resource of a template, its properties not yet looked at; the intrinsic functions in them are still there. */
export const resourceSchema = z.object({
  Type: z.string(),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
  Metadata: z._default(z.record(z.string(), z.unknown()), {}),
});

/** A template's resources by their logical ids. */
export type Resources = Readonly<Record<string, z.infer<typeof resourceSchema>>>;

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackName': 'local',
  'AWS::URLSuffix': 'localhost',
};

const functionArn = (name: unknown) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

/**
 * Replaces CloudFormation's functions in a value of the template by what they mean here, where the name of each
 * resource is its logical id.
 * @throws Error for a function, an attribute or a name that is not understood
 */
export const resolveIntrinsics = (resources: Resources, value: unknown): unknown => {
  const resolve = (part: unknown) => resolveIntrinsics(resources, part);
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length !== 1 || name === undefined || !(name === 'Ref' || name.startsWith('Fn::'))) {
    return Object.fromEntries(entries.map(([key, part]) => [key, resolve(part)]));
  }
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) throw new Error(`${name} is not understood`);
  return intrinsic(resources, name === 'Ref' ? argument : resolve(argument));
};

const list = (value: unknown) => z.parse(z.array(z.unknown()), value);

const INTRINSICS: Readonly<Record<string, (resources: Resources, argument: unknown) => unknown>> = {
  Ref: (resources, argument) => reference(resources, z.parse(z.string(), argument)),
  'Fn::GetAtt': (resources, argument) => {
    const [id = '', attribute] = z.parse(z.array(z.string()), argument);
    const type = resources[id]?.Type;
    if (attribute === 'RootResourceId') return `${id}.${attribute}`;
    if (attribute !== 'Arn') throw new Error(`Fn::GetAtt of ${id}.${attribute} is not understood`);
    return type === 'AWS::Lambda::Function' ? functionArn(id) : `arn:aws:local:${REGION}:${ACCOUNT}:${id}`;
  },
  'Fn::Join': (_resources, argument) => {
    const [separator, parts] = list(argument);
    return list(parts).join(String(separator));
  },
  'Fn::Select': (_resources, argument) => {
    const [index, values] = list(argument);
    return list(values)[Number(index)];
  },
  'Fn::Split': (_resources, argument) => {
    const [separator, text] = list(argument);
    return String(text).split(String(separator));
  },
  'Fn::Sub': (resources, argument) =>
    z.parse(z.string(), argument).replace(/\$\{([^}]+)\}/g, (_, name: string) => reference(resources, name)),
};

const reference = (resources: Resources, id: string): string => {
  const parameter = PSEUDO_PARAMETERS[id];
  if (parameter !== undefined) return parameter;
  const resource = resources[id];
  if (!resource) throw new Error(`Ref to ${id} is not understood`);
  if (resource.Type !== 'AWS::Lambda::Alias') return id;
  const { FunctionName: name } = resource.Properties;
  return functionArn(`${resolveIntrinsics(resources, name)}:alias`);
};
