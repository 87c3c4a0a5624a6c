import type { Attributes } from '../table/decode.ts';
import { BrokenItemError } from '../table/errors.ts';
import { decodeApiKey, decodeIdentity, decodeProjectTeam } from '../table/items.ts';
import type { RecognizedItem } from './recognize-item.ts';

/**
 * The users that an item refers to, each once. A project's owner is not among them: an answer has the owner's id only. None if
 * the item is broken, which is a fault of its own.
 */
export const usersOf = (recognized: RecognizedItem, item: Attributes): readonly number[] => {
  if (recognized.kind === 'member') return [recognized.userId];
  if (recognized.kind === 'identity') return ifDecoded(() => [decodeIdentity(item).userId]);
  if (recognized.kind !== 'project') return [];
  return ifDecoded(() => [...new Set(decodeProjectTeam(item).collaborators.map(({ userId }) => userId))]);
};

/** The organization that an API key belongs to; none if the key is broken. */
export const organizationsOf = (item: Attributes): readonly number[] =>
  ifDecoded(() => [decodeApiKey(item).organizationId]);

const ifDecoded = (decode: () => readonly number[]): readonly number[] => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof BrokenItemError) return [];
    throw error;
  }
};
