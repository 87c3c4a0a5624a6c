import type { Template } from 'aws-cdk-lib/assertions';
import type { DistilledRequest } from '../support/distill-request.ts';
import { findProperties } from './synthesize.ts';

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Conditions;
};

/** The statements of a function's own role. */
export const findRoleStatements = (template: Template, construct: string): Statement[] =>
  findProperties(template, 'AWS::IAM::Policy')
    .filter(({ Roles }) => new RegExp(`^${construct}Role[0-9A-F]{8}$`).test(Roles[0].Ref))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const toList = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

/** The stack's patterns are prefixes; a wildcard anywhere else is an error, not a match. */
const isLike = (text: string, pattern: string) => {
  if (pattern.indexOf('*') !== pattern.length - 1) throw new RangeError(`no rule for the pattern ${pattern}`);
  return text.startsWith(pattern.slice(0, -1));
};

/** What IAM knows of a request, by the names of its condition keys; undefined where the request has none. */
const contextOf = ({ leadingKeys, attributes, returnValues }: DistilledRequest) => ({
  'dynamodb:LeadingKeys': leadingKeys.length === 0 ? undefined : leadingKeys.map((prefix) => `${prefix}1`),
  'dynamodb:Attributes': attributes,
  'dynamodb:ReturnValues': returnValues === undefined ? undefined : [returnValues],
});

/**
 * IAM's rules for the operators that the stack uses; another one is an error, not a match.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const holds = (operator: string, given: readonly string[] | undefined, wanted: readonly string[]) => {
  switch (operator) {
    case 'ForAllValues:StringLike':
      return (given ?? []).every((text) => wanted.some((pattern) => isLike(text, pattern)));
    case 'ForAllValues:StringEquals':
      return (given ?? []).every((text) => wanted.includes(text));
    case 'StringEqualsIfExists':
      return given === undefined || given.every((text) => wanted.includes(text));
    case 'Null':
      return wanted.includes(String(given === undefined));
    default:
      throw new RangeError(`no rule for ${operator}`);
  }
};

const applies = (statement: Statement, request: DistilledRequest) => {
  const context: Readonly<Record<string, readonly string[] | undefined>> = contextOf(request);
  const resource = JSON.stringify(statement.Resource);
  if (!toList(statement.Action).includes(request.action)) return false;
  if (resource.includes('/index/') !== (request.resource === 'index')) return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([name, wanted]) => holds(operator, context[name], toList(wanted))),
  );
};

/** Whether a role may make a request: some statement allows it, and none denies it. */
export const isAllowed = (statements: readonly Statement[], request: DistilledRequest): boolean => {
  const applying = statements.filter((statement) => applies(statement, request));
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
};
