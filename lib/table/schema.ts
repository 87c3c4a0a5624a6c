/**
 * The table's names, written once: the stack, the functions and the local table all take them from here.
 *
 * | item         | PK               | SK                    | GSI1PK                             | GSI1SK                    |
 * |--------------|------------------|-----------------------|------------------------------------|---------------------------|
 * | organization | `ORG#<id>`       | `ORG`                 | `TRIAL` while a trial can still end | `<trialExpiredDate>#<id>` |
 * | member       | `ORG#<id>`       | `MEMBER#<userId>`     | `USER#<userId>`                    | `ORG#<id>`                |
 * | project      | `ORG#<id>`       | `PROJECT#<projectId>` |                                    |                           |
 * | user         | `USER#<id>`      | `USER`                |                                    |                           |
 * | API key      | `KEY#<sha-256>`  | `KEY`                 | `ORG#<id>`                         | `KEY#<keyId>`             |
 * | identity     | `IDENTITY#<sha-256>` | `IDENTITY`        | `USER#<userId>`                    | `IDENTITY#<sha-256>`      |
 */

/** Names of the primary key's attributes; all are strings. */
export const PARTITION_KEY = 'PK';
export const SORT_KEY = 'SK';

/** The one overloaded index. It projects keys only: it suggests items; the items themselves decide. */
export const INDEX_NAME = 'GSI1';
export const INDEX_PARTITION_KEY = 'GSI1PK';
export const INDEX_SORT_KEY = 'GSI1SK';

/** The time-to-live attribute: a number, seconds since 1970. An item past it counts as deleted even while it is stored. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** When an API key was last used, the one attribute that serving a request writes. */
export const LAST_USED_ATTRIBUTE = 'lastUsed';

/**
 * Version 1.0.0 wrote it to a member before it took the role of an admin from them. It means nothing any more, and whatever
 * changes a member removes it.
 */
export const LEAVING_ATTRIBUTE = 'leaving';

/**
 * When a user was erased. The item stays as a placeholder without personal data, so that whatever still refers to the id is
 * answered whole, and nobody inherits the id by accident.
 */
export const ERASED_ATTRIBUTE = 'erased';

/** What the keys begin with. IAM's `dynamodb:LeadingKeys` conditions are made from these, too. */
export const KEY_PREFIX = {
  organization: 'ORG#',
  member: 'MEMBER#',
  project: 'PROJECT#',
  user: 'USER#',
  apiKey: 'KEY#',
  identity: 'IDENTITY#',
} as const;

/** The sort keys of the items that have one fixed sort key. */
export const FIXED_SORT_KEY = { organization: 'ORG', user: 'USER', apiKey: 'KEY', identity: 'IDENTITY' } as const;

/** The index partition of the organizations whose trial has not been upgraded. */
export const TRIAL_PARTITION = 'TRIAL';
