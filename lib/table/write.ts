/**
 * The write side of the table: for the local stack, tests, benchmarks and operators. The functions never import it;
 * what they update, they update attribute by attribute.
 */
import { setTimeout } from 'node:timers/promises';
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';
import { inParallel } from './in-parallel.ts';
import * as items from './items.ts';
import * as itemKeys from './keys.ts';
import { KEY_PREFIX, PARTITION_KEY, SORT_KEY } from './schema.ts';

const userItemSchema = z.extend(items.userProfileSchema, items.userAccountSchema.shape);

/** Items together with the ids that stand in their keys: all that there is to know about them. */
export type OrganizationRecord = items.OrganizationItem & { readonly id: number };
export type MemberRecord = items.MemberItem & { readonly organizationId: number; readonly userId: number };
export type ProjectRecord = items.ProjectItem & { readonly organizationId: number; readonly id: number };
export type UserRecord = z.infer<typeof userItemSchema> & { readonly id: number };
/** `hash` is the key's SHA-256 as 64 lower-case hexadecimal digits. */
export type ApiKeyRecord = items.ApiKeyItem & { readonly hash: string };

/**
 * Makes the function that turns an item into native attributes. It refuses an attribute that the schema does not name,
 * and reads back what it made: a `Set` among free-form data would become one of DynamoDB's, which no JSON has.
 */
const itemEncoder = <Item extends object>(schema: z.ZodMiniObject, decode: (item: Attributes) => Item) => {
  const exactSchema = z.catchall(schema, z.never());
  return (key: Readonly<Record<string, string>>, item: Item): Attributes => {
    const attributes = marshall({ ...key, ...z.parse(exactSchema, item) }, { removeUndefinedValues: false });
    decode(attributes);
    return attributes;
  };
};

const encodeOrganizationItem = itemEncoder(items.organizationItemSchema, items.decodeOrganization);
const encodeMemberItem = itemEncoder(items.memberItemSchema, items.decodeMember);
const encodeProjectItem = itemEncoder(items.projectItemSchema, items.decodeProject);
const encodeUserItem = itemEncoder(userItemSchema, items.decodeUserProfile);
const encodeApiKeyItem = itemEncoder(items.apiKeyItemSchema, items.decodeApiKey);

/**
 * An organization is in the index while its trial can still end.
 * @throws Error, like every encoder, for a record that breaks its schema or has an id that is none
 */
export const encodeOrganization = ({ id, ...item }: OrganizationRecord): Attributes =>
  encodeOrganizationItem({ ...itemKeys.organizationKey(id), ...itemKeys.trialIndexKey(id, item) }, item);

/** A member is in the index under their user, which is how a token's organizations are found. */
export const encodeMember = ({ organizationId, userId, ...item }: MemberRecord): Attributes => {
  const byUser = itemKeys.indexKey(itemKeys.userPartition(userId), itemKeys.organizationPartition(organizationId));
  return encodeMemberItem({ ...itemKeys.memberKey(organizationId, userId), ...byUser }, item);
};

/** In its organization's partition, after its members. */
export const encodeProject = ({ organizationId, id, ...item }: ProjectRecord): Attributes =>
  encodeProjectItem(itemKeys.projectKey(organizationId, id), item);

/** A profile and an account in one item, in a partition of its own. */
export const encodeUser = ({ id, ...item }: UserRecord): Attributes => encodeUserItem(itemKeys.userKey(id), item);

/** @throws RangeError for a hash that is none, such as a key in clear */
export const encodeApiKey = ({ hash, ...item }: ApiKeyRecord): Attributes => {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError('a hash is 64 lower-case hexadecimal digits');
  const { organizationId, keyId } = item;
  const byOrganization = itemKeys.indexKey(
    itemKeys.organizationPartition(organizationId),
    KEY_PREFIX.apiKey + itemKeys.padId(keyId),
  );
  return encodeApiKeyItem({ ...itemKeys.apiKeyKey(hash), ...byOrganization }, item);
};

/** Everything that a table, or a part of it, is to hold. */
export type Records = {
  readonly organizations: readonly OrganizationRecord[];
  readonly members: readonly MemberRecord[];
  readonly projects: readonly ProjectRecord[];
  readonly users: readonly UserRecord[];
  readonly keys?: readonly ApiKeyRecord[];
};

/** All of it as items, encoded when they are asked for. @throws Error like every encoder */
export function* encodeRecords({ organizations, members, projects, users, keys = [] }: Records): Generator<Attributes> {
  for (const organization of organizations) yield encodeOrganization(organization);
  for (const member of members) yield encodeMember(member);
  for (const project of projects) yield encodeProject(project);
  for (const user of users) yield encodeUser(user);
  for (const key of keys) yield encodeApiKey(key);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html: 25 items, 16 MB in all. */
const BATCH_ITEMS = 25;
/** Measured as JSON, which is never shorter than what DynamoDB counts; what remains is for the request around it. */
const BATCH_BYTES = 15_000_000;
const PARALLEL_BATCHES = 4;
const MAXIMUM_TRIES = 10;
const LONGEST_PAUSE = 5_000;

/**
 * Puts items, whatever stands in their place. Of several with the same key the last one wins if they are close enough
 * to share a batch; otherwise any of them may.
 * @param pause waits for a number of milliseconds
 * @throws TableUnavailableError when the table keeps leaving items unprocessed; whatever the client or `toPut` throws. Some
 *   items may have been written by then
 */
export const putItems = async (
  client: DynamoDBClient,
  tableName: string,
  toPut: Iterable<Attributes> | AsyncIterable<Attributes>,
  pause: (milliseconds: number) => Promise<void> = (milliseconds) => setTimeout(milliseconds),
): Promise<void> => {
  await inParallel(batchItems(toPut), PARALLEL_BATCHES, (batch) => putBatch(client, tableName, batch, pause));
};

/** Batches with each key once, which is all that BatchWriteItem takes. */
async function* batchItems(toPut: Iterable<Attributes> | AsyncIterable<Attributes>): AsyncGenerator<WriteRequest[]> {
  let batch = new Map<string, WriteRequest>();
  let bytes = 0;
  for await (const item of toPut) {
    const size = Buffer.byteLength(JSON.stringify(item));
    if (batch.size === BATCH_ITEMS || (batch.size > 0 && bytes + size > BATCH_BYTES)) {
      yield [...batch.values()];
      batch = new Map();
      bytes = 0;
    }
    batch.set(JSON.stringify([item[PARTITION_KEY], item[SORT_KEY]]), { PutRequest: { Item: item } });
    bytes += size;
  }
  if (batch.size > 0) yield [...batch.values()];
}

const putBatch = async (
  client: DynamoDBClient,
  tableName: string,
  batch: WriteRequest[],
  pause: (milliseconds: number) => Promise<void>,
): Promise<void> => {
  let unprocessed = batch;
  for (let tries = 1; ; tries++) {
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: unprocessed } });
    const { UnprocessedItems } = await client.send(command);
    if (UnprocessedItems === undefined) throw new TableUnavailableError('the table answered a write without a body');
    unprocessed = UnprocessedItems[tableName] ?? [];
    if (unprocessed.length === 0) return;
    if (tries === MAXIMUM_TRIES) throw new TableUnavailableError(`the table left items unwritten ${tries} times`);
    await pause(Math.random() * Math.min(LONGEST_PAUSE, 50 * 2 ** tries));
  }
};
