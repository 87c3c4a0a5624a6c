import type { ItemKey } from '../table/keys.ts';
import type { Change } from '../table/write-inputs.ts';

/** What can be wrong, and how much it matters. A `warning` breaks nothing yet. */
export const SEVERITY = {
  /** An attribute is missing, or is not what the schema says. */
  schema: 'broken',
  /** The index key of anything but an organization. */
  'index-key': 'broken',
  /** The index key of an organization, by which its trial is found and ended. */
  'trial-index-key': 'broken',
  /** An identity that stands under another identity's key: it is never found. */
  'identity-key': 'broken',
  /** A member, collaborator or identity of a user who does not exist. */
  'missing-user': 'broken',
  /** Members, projects or an API key of an organization that does not exist. */
  'missing-organization': 'broken',
  /** An organization that is not deleted and has no admin. */
  'no-admin': 'broken',
  /** An item that is none of those that `lib/table/schema.ts` lists. */
  'unknown-item': 'broken',
  /** An item near the size that DynamoDB takes. */
  'large-item': 'warning',
  /** An organization near the size that one answer can have. */
  'large-answer': 'warning',
} as const satisfies Record<string, 'broken' | 'warning'>;

export type FindingKind = keyof typeof SEVERITY;

/** One fault of one item. It holds keys, attribute names and reasons, and never the value of an attribute. */
export type Finding = {
  readonly kind: FindingKind;
  /** The item. A part of the key that is no string is empty. Keys may hold any characters. */
  readonly key: ItemKey;
  /** The attribute's name or path, such as `collaborators[].userId`; absent if the fault is not one attribute's. */
  readonly attribute?: string;
  /** What is wrong with it, to be read after the key and the attribute. */
  readonly reason: string;
  /** The item that is referred to and does not exist. */
  readonly missing?: ItemKey;
  /** The change that mends it, on condition of the item as it was read; absent if somebody has to decide. */
  readonly mend?: Change;
};
