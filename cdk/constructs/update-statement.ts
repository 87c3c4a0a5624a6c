import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Updating items of the table, only where the partition key begins with the prefix, and only by these attributes. They are all
 * that an update may read in its conditions and write, the key's own included, and it answers with none of them.
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
