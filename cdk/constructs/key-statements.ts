import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const READ = ['kms:Decrypt', 'kms:DescribeKey'] as const;

/**
 * What DynamoDB asks of those in whose name it uses a customer's key. Creating grants, the last of AWS's list, is only for
 * whoever chooses a table's key.
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

/** Using the keys through DynamoDB only: a role that leaks decrypts nothing by itself. */
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
