import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Allows reading items of a table or index whose partition key begins with one of the prefixes.
 *
 * `dynamodb:LeadingKeys` applies to GetItem, BatchGetItem and Query; for an index it is the index's partition key.
 * `ForAllValues` is also true for a request without any key, so the `Null` condition refuses that.
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
