import type { Attributes } from '../table/decode.ts';
import { sizeOfItem } from '../table/item-size.ts';
import { keyOf, organizationKey, userKey } from '../table/keys.ts';
import { SORT_KEY } from '../table/schema.ts';
import { checkItem, isPastItsTime } from './check-item.ts';
import { checkOrganization } from './check-organization.ts';
import type { Finding } from './finding.ts';
import { createFactsTable } from './organization-facts.ts';
import { type RecognizedItem, recognizeItem } from './recognize-item.ts';
import { createReferences, type MissingReference } from './references.ts';
import { organizationsOf, usersOf } from './referred-ids.ts';

/** Checks items, in any order: each alone, and all together. It keeps a few dozen bytes of each. */
export type Census = {
  /** Adds an item. @returns what is wrong with it alone */
  readonly add: (item: Attributes) => Finding[];
  /** What is wrong between the items; to be taken once all are added. */
  readonly findTogether: () => Generator<Finding, void, undefined>;
  /** What was added so far. */
  readonly total: Readonly<Total>;
};

/** Items, and their bytes as DynamoDB counts them. */
type Total = { items: number; bytes: number };

/** About the bytes of a user in an answer, who is in it once as a member and once for each collaboration. */
const USER_BYTES = 600;

/** @param now milliseconds since 1970. An item whose time to live is over refers to nothing, and may be referred to */
export const createCensus = (now: number): Census => {
  const users = createReferences();
  const organizations = createReferences();
  const facts = createFactsTable();
  const total = { items: 0, bytes: 0 };

  const countInPartition = (
    recognized: Extract<RecognizedItem, { organizationId: number }>,
    item: Attributes,
    size: number,
    isPast: boolean,
  ): void => {
    const { kind, organizationId } = recognized;
    if (kind === 'organization') {
      organizations.store(organizationId);
      facts.add(organizationId, { isStored: true, isDeleted: isPast || 'deletedDate' in item, answerBytes: size });
    } else if (!isPast) {
      const answerBytes = size + usersOf(recognized, item).length * USER_BYTES;
      const hasAdmin = kind === 'member' && item['role']?.S === 'admin';
      facts.add(organizationId, { [kind === 'member' ? 'members' : 'projects']: 1, hasAdmin, answerBytes });
    }
  };

  const count = (recognized: RecognizedItem, item: Attributes, size: number, isPast: boolean): void => {
    const { kind } = recognized;
    if ('organizationId' in recognized) countInPartition(recognized, item, size, isPast);
    if (kind === 'user') users.store(recognized.userId);
    if (isPast) return;
    if (kind === 'apiKey') organizations.add(recognized, organizationsOf(item));
    if (kind === 'member' || kind === 'project' || kind === 'identity')
      users.add(recognized, usersOf(recognized, item));
  };

  return {
    total,
    add: (item) => {
      const size = sizeOfItem(item);
      const isPast = isPastItsTime(item, now);
      const recognized = recognizeItem(keyOf(item));
      total.items += 1;
      total.bytes += size;
      if (recognized !== undefined) count(recognized, item, size, isPast);
      return isPast ? [] : checkItem(item, recognized, size);
    },
    *findTogether() {
      for (const missing of users.findMissing()) yield describeMissing(missing, 'missing-user');
      for (const missing of organizations.findMissing()) yield describeMissing(missing, 'missing-organization');
      for (const [organizationId, known] of facts.all()) yield* checkOrganization(organizationId, known);
    },
  };
};

/** The attribute by which an item refers to others. */
const ATTRIBUTES: Readonly<Record<MissingReference['from'], string>> = {
  member: SORT_KEY,
  project: 'collaborators[].userId',
  apiKey: 'organizationId',
  identity: 'userId',
};

const describeMissing = (
  { from, key, id }: MissingReference,
  kind: 'missing-user' | 'missing-organization',
): Finding => {
  const missing = kind === 'missing-user' ? userKey(id) : organizationKey(id);
  const reason = `refers to ${missing.PK}/${missing.SK}, which does not exist`;
  return { kind, key, attribute: ATTRIBUTES[from], reason, missing };
};
