import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Reading items of the table or of its index, only where the partition key begins with one of the prefixes.
 *
 * `dynamodb:LeadingKeys` holds for GetItem, BatchGetItem and Query; on the index it means the index's partition key.
 * `ForAllValues` is also true of a request without any key, which is what the `Null` condition refuses.
 */
export const createReadStatement = (action: string, resources: readonly string[], prefixes: readonly string[]) =>
  new PolicyStatement({
    actions: [`dynamodb:${action}`],
    resources: [...resources],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });
