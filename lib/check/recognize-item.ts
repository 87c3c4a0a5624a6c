import type { ItemKey } from '../table/keys.ts';
import { FIXED_SORT_KEY, KEY_PREFIX } from '../table/schema.ts';

/** What an item is, and the ids in its key. */
export type RecognizedItem =
  | { readonly kind: 'organization'; readonly organizationId: number }
  | { readonly kind: 'member'; readonly organizationId: number; readonly userId: number }
  | { readonly kind: 'project'; readonly organizationId: number; readonly projectId: number }
  | { readonly kind: 'user'; readonly userId: number }
  | { readonly kind: 'apiKey'; readonly hash: string }
  | { readonly kind: 'identity'; readonly hash: string };

/** What an item is by its key, as `lib/table/schema.ts` lists them; undefined if it is none of them. */
export const recognizeItem = ({ PK, SK }: ItemKey): RecognizedItem | undefined => {
  const organizationId = idAfter(KEY_PREFIX.organization, PK);
  if (organizationId !== undefined) return recognizePart(organizationId, SK);
  if (SK === FIXED_SORT_KEY.user) {
    const userId = idAfter(KEY_PREFIX.user, PK);
    return userId === undefined ? undefined : { kind: 'user', userId };
  }
  if (SK === FIXED_SORT_KEY.apiKey) return recognizeHash('apiKey', PK);
  return SK === FIXED_SORT_KEY.identity ? recognizeHash('identity', PK) : undefined;
};

const recognizePart = (organizationId: number, sortKey: string): RecognizedItem | undefined => {
  if (sortKey === FIXED_SORT_KEY.organization) return { kind: 'organization', organizationId };
  const userId = idAfter(KEY_PREFIX.member, sortKey);
  if (userId !== undefined) return { kind: 'member', organizationId, userId };
  const projectId = idAfter(KEY_PREFIX.project, sortKey);
  return projectId === undefined ? undefined : { kind: 'project', organizationId, projectId };
};

const PADDED_ID = /^\d{16}$/;

const idAfter = (prefix: string, key: string): number | undefined => {
  if (!key.startsWith(prefix)) return undefined;
  const digits = key.slice(prefix.length);
  return PADDED_ID.test(digits) && Number.isSafeInteger(Number(digits)) ? Number(digits) : undefined;
};

const HASH = /^[0-9a-f]{64}$/;

const recognizeHash = (kind: 'apiKey' | 'identity', partition: string): RecognizedItem | undefined => {
  if (!partition.startsWith(KEY_PREFIX[kind])) return undefined;
  const hash = partition.slice(KEY_PREFIX[kind].length);
  return HASH.test(hash) ? { kind, hash } : undefined;
};
