import { describe, expect, test } from 'vitest';
import { type Resources, resolveIntrinsics } from '../../../lib/local/intrinsics.ts';

const resource = (Type: string, Properties = {}) => ({ Type, Properties, Metadata: {} });
const RESOURCES: Resources = {
  Table: resource('AWS::DynamoDB::GlobalTable'),
  List: resource('AWS::Lambda::Function'),
  Live: resource('AWS::Lambda::Alias', { FunctionName: { Ref: 'List' } }),
};
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:List';

describe('a value of a template', () => {
  test.each([
    [{ Ref: 'Table' }, 'Table'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'Live' }, `${FUNCTION}:alias`],
    [{ 'Fn::GetAtt': ['List', 'Arn'] }, FUNCTION],
    [{ 'Fn::Join': ['', ['a', { Ref: 'Table' }, 'b']] }, 'aTableb'],
    [{ 'Fn::Join': ['-', ['a', 'b']] }, 'a-b'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's syntax
    [{ 'Fn::Sub': 'at ${Table} in ${AWS::Region}' }, 'at Table in us-east-1'],
    [
      { list: [{ Ref: 'Table' }], other: 1 },
      { list: ['Table'], other: 1 },
    ],
  ])('%j is %j', (value, meaning) => {
    expect(resolveIntrinsics(RESOURCES, value)).toEqual(meaning);
  });

  test.each([
    [{ Ref: 'Nothing' }, 'Ref to Nothing'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's syntax
    [{ 'Fn::Sub': '${Nothing}' }, 'Ref to Nothing'],
    [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'Fn::GetAtt of Table.StreamArn'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
  ])('%j is refused by its name', (value, name) => {
    expect(() => resolveIntrinsics(RESOURCES, value)).toThrow(`${name} is not understood`);
  });
});
