import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const READ = ['kms:Decrypt', 'kms:DescribeKey'] as const;

/**
 * The actions that a caller needs on a customer managed key for DynamoDB to use it on the caller's behalf. AWS's list
 * also has CreateGrant, which only the principal that configures a table's key needs.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
 */
const ACTIONS = {
  read: READ,
  write: [
    ...READ,
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
} as const;

export type KeyAccess = keyof typeof ACTIONS;

/**
 * Allows the use of the keys through DynamoDB only, so that a stolen role's credentials cannot decrypt anything
 * directly.
 * @returns no statement if there are no keys
 */
export const createKeyStatements = (scope: Construct, keyArns: readonly string[], access: KeyAccess) => {
  const { region } = Stack.of(scope);
  if (keyArns.length === 0) return [];
  return [
    new PolicyStatement({
      actions: [...ACTIONS[access]],
      resources: [...keyArns],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` } },
    }),
  ];
};
