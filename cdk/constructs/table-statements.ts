import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Reading items of the table or of its index, only where the partition key begins with one of the prefixes.
 *
 * `dynamodb:LeadingKeys` holds for GetItem, BatchGetItem and Query; on the index it means the index's partition key.
 * `ForAllValues` is also true of a request without any key, which is what the `Null` condition refuses.
 */
export const createReadStatement = (action: string, resource: string, prefixes: readonly string[]) =>
  new PolicyStatement({
    actions: [`dynamodb:${action}`],
    resources: [resource],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });

/**
 * Updating items, likewise: only where the partition key begins with the prefix, and only by these attributes. They are all
 * that an update may read in its conditions and write, the key's own included, and it answers with none of them.
 */
export const createUpdateStatement = (resource: string, prefix: string, attributes: readonly string[]) =>
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [resource],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...attributes] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
      Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
    },
  });
