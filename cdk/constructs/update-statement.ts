import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Allows updating items whose partition key begins with the prefix. An update may write and check only the given
 * attributes, which include the primary key, and may not return any.
 */
export const createUpdateStatement = (resources: readonly string[], prefix: string, attributes: readonly string[]) =>
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [...resources],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...attributes] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
      Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
    },
  });
