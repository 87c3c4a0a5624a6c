import type { Attributes } from '../table/decode.ts';
import { OrganizationMissingError } from '../table/existing.ts';
import { keyOf, organizationPartition, userKey } from '../table/keys.ts';
import { KEY_PREFIX } from '../table/schema.ts';
import type { PacedReads } from './paced-reads.ts';
import { recognizeItem } from './recognize-item.ts';
import { usersOf } from './referred-ids.ts';

/** How many users are read together. */
const BATCH = 100;

/**
 * All items of one organization, page by page: its partition, its API keys as far as the index has them, and the users that
 * its members and projects refer to.
 * @throws OrganizationMissingError if there is nothing of it; whatever the reads throw
 */
export async function* readOrganization(
  reads: PacedReads,
  organizationId: number,
): AsyncGenerator<Attributes[], void, undefined> {
  const partition = organizationPartition(organizationId);
  const users = new Set<number>();
  let items = 0;
  for await (const page of reads.partition(partition)) {
    items += page.length;
    for (const item of page) {
      const recognized = recognizeItem(keyOf(item));
      if (recognized !== undefined) for (const userId of usersOf(recognized, item)) users.add(userId);
    }
    yield page;
  }
  for await (const page of reads.indexed(partition, KEY_PREFIX.apiKey)) {
    items += page.length;
    yield page;
  }
  if (items === 0) throw new OrganizationMissingError(organizationId);
  const keys = [...users].map(userKey);
  for (let start = 0; start < keys.length; start += BATCH) yield await reads.items(keys.slice(start, start + BATCH));
}
