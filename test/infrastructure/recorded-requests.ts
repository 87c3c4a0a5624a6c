import type { DistilledRequest } from '../support/distill-request.ts';

const onTable = (operation: string, ...leadingKeys: string[]): DistilledRequest => ({
  action: `dynamodb:${operation}`,
  resource: 'table',
  leadingKeys,
});

const onIndex = (operation: string, ...leadingKeys: string[]): DistilledRequest => ({
  ...onTable(operation, ...leadingKeys),
  resource: 'index',
});

const update = (leadingKey: string, attributes: string[], returnValues = 'NONE'): DistilledRequest => ({
  ...onTable('UpdateItem', leadingKey),
  attributes,
  returnValues,
});

const TRIAL_ATTRIBUTES = ['GSI1PK', 'GSI1SK', 'PK', 'SK', 'deletedDate', 'trialExpiredDate', 'trialUpgradedDate'];

/**
 * Every kind of request that the functions made in a run of the whole fault suite and of the daily job's tests, each once:
 * `RECORD_TABLE_REQUESTS=requests.ndjson npx vitest run test/faults test/integration/expire-trials`.
 */
export const RECORDED_REQUESTS = {
  Authorizer: [
    onTable('GetItem', 'KEY#'),
    onTable('GetItem', 'USER#'),
    onTable('GetItem', 'IDENTITY#'),
    update('KEY#', ['PK', 'SK', 'lastUsed']),
  ],
  ListOrganizations: [
    onTable('Query', 'ORG#'),
    onIndex('Query', 'USER#'),
    onTable('BatchGetItem', 'ORG#'),
    onTable('BatchGetItem', 'USER#'),
  ],
  ExpireTrials: [onIndex('Query', 'TRIAL'), onTable('GetItem', 'ORG#'), update('ORG#', TRIAL_ATTRIBUTES)],
} as const;

/** What nobody may be able to ask who has taken one of them over. */
export const FORBIDDEN_REQUESTS: Readonly<Record<keyof typeof RECORDED_REQUESTS, readonly DistilledRequest[]>> = {
  Authorizer: [
    onTable('GetItem', 'ORG#'),
    onTable('BatchGetItem', 'KEY#'),
    onTable('Query', 'KEY#'),
    onIndex('Query', 'ORG#'),
    onIndex('Query', 'USER#'),
    onTable('Scan'),
    onTable('PutItem', 'KEY#'),
    onTable('DeleteItem', 'KEY#'),
    update('USER#', ['PK', 'SK', 'lastUsed']),
    update('IDENTITY#', ['PK', 'SK', 'userId']),
    update('KEY#', ['PK', 'SK', 'revoked']),
    update('KEY#', ['PK', 'SK', 'expiresAt', 'lastUsed']),
    update('KEY#', ['PK', 'SK', 'lastUsed'], 'ALL_OLD'),
  ],
  ListOrganizations: [
    onTable('GetItem', 'ORG#'),
    onTable('BatchGetItem', 'KEY#'),
    onTable('BatchGetItem', 'IDENTITY#', 'USER#'),
    onTable('Query', 'USER#'),
    onTable('Query'),
    onIndex('Query', 'ORG#'),
    onIndex('Query', 'TRIAL'),
    onIndex('Query'),
    onTable('Scan'),
    onIndex('Scan'),
    onTable('PutItem', 'ORG#'),
    update('ORG#', ['PK', 'SK', 'deletedDate']),
  ],
  ExpireTrials: [
    onTable('GetItem', 'USER#'),
    onTable('GetItem', 'KEY#'),
    onTable('Query', 'ORG#'),
    onIndex('Query', 'USER#'),
    onTable('Scan'),
    onTable('DeleteItem', 'ORG#'),
    update('ORG#', [...TRIAL_ATTRIBUTES, 'name']),
    update('USER#', TRIAL_ATTRIBUTES),
    update('ORG#', TRIAL_ATTRIBUTES, 'ALL_NEW'),
  ],
};
