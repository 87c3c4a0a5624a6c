import { randomUUID } from 'node:crypto';
import type { MemberRole } from '../contract/model.ts';
import type { Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { getItem } from '../table/get.ts';
import { decodeMember } from '../table/items.ts';
import { idInKey, memberKey, organizationPartition } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../table/schema.ts';
import { deleteItem, updateItem } from '../table/update.ts';
import { CliError } from './cli-error.ts';

/** The member's attribute that says that an admin is about to be one no more; no answer has it. */
const LEAVING = 'leaving';

/** How often a change is begun anew because somebody else has changed the same member. */
const ATTEMPTS = 10;

type Membership = { readonly organizationId: number; readonly userId: number };

/**
 * Removes a member, unless they are the only admin.
 * @throws CliError when they are, or are no member
 */
export const removeMember = async (table: Table, membership: Membership): Promise<void> => {
  const key = memberKey(membership.organizationId, membership.userId);
  await attempt(membership, async (isFirst) => {
    const item = await getItem(table, key);
    // somebody else has removed them, or an attempt of ours whose answer was lost
    if (item === undefined && !isFirst) return true;
    const { role } = existingMember(item, membership);
    const known = role === 'admin' ? await announceLeaving(table, membership) : { role: { S: role } };
    return known !== undefined && deleteItem(table, key, known);
  });
};

/**
 * Gives a member a role, unless it would be taken from the only admin.
 * @throws CliError when it would, or they are no member
 */
export const setRole = async (table: Table, membership: Membership, role: MemberRole): Promise<void> => {
  const key = memberKey(membership.organizationId, membership.userId);
  await attempt(membership, async () => {
    const item = await getItem(table, key);
    const before = existingMember(item, membership).role;
    if (before === role && item?.[LEAVING] === undefined) return true;
    const isTaken = before === 'admin' && role !== 'admin';
    const known = isTaken
      ? await announceLeaving(table, membership)
      : { role: { S: before }, [LEAVING]: item?.[LEAVING] };
    return (
      known !== undefined && updateItem(table, key, { set: { role: { S: role } }, remove: [LEAVING], expected: known })
    );
  });
};

/** The users who are admins of an organization, by whether they are about to be one no more; strongly consistent. */
export const listAdmins = async (table: Table, organizationId: number): Promise<ReadonlyMap<number, boolean>> => {
  const query = {
    condition: `${PARTITION_KEY} = :organization AND begins_with(${SORT_KEY}, :member)`,
    values: { ':organization': organizationPartition(organizationId), ':member': KEY_PREFIX.member },
    consistent: true,
  };
  const admins = new Map<number, boolean>();
  for await (const page of queryPages(table, query)) {
    for (const item of page.filter((member) => decodeMember(member).role === 'admin')) {
      admins.set(idInKey(item[SORT_KEY]?.S ?? ''), item[LEAVING] !== undefined);
    }
  }
  return admins;
};

/**
 * Begins to take the role of an admin from a member, unless nobody would be left who has it.
 *
 * To look for another admin and to write are two steps, between which somebody else may do the same to that other one.
 * So the intention is written first, and only then are the others looked at, without counting those of whom the same
 * is written: of any number who do this at once, whoever wrote last sees what all the others wrote. That nobody goes
 * on is possible, that all do is not.
 * @returns what must still hold when the role is taken; undefined when the member is changed by somebody else
 * @throws CliError when nobody would be left
 */
const announceLeaving = async (table: Table, { organizationId, userId }: Membership) => {
  const key = memberKey(organizationId, userId);
  const admin = { role: { S: 'admin' } };
  const intention = { [LEAVING]: { S: randomUUID() } };
  if (!(await updateItem(table, key, { set: intention, expected: admin }))) return undefined;
  const others = [...(await listAdmins(table, organizationId))].filter(([id]) => id !== userId);
  if (others.some(([, isLeaving]) => !isLeaving)) return { ...admin, ...intention };
  await updateItem(table, key, { remove: [LEAVING], expected: intention });
  const [leaving] = others.map(([id]) => id);
  const why =
    leaving === undefined
      ? 'make another member admin first'
      : `user ${leaving} is about to be one no more; if not, \`organizations set-role ${organizationId} ${leaving} admin\` says so`;
  throw new CliError(`User ${userId} is the last admin of organization ${organizationId}: ${why}.`);
};

const existingMember = (item: Attributes | undefined, { organizationId, userId }: Membership) => {
  if (item !== undefined) return decodeMember(item);
  throw new CliError(`User ${userId} is not a member of organization ${organizationId}.`);
};

const attempt = async ({ userId }: Membership, change: (isFirst: boolean) => Promise<boolean>): Promise<void> => {
  for (let count = 0; count < ATTEMPTS; count++) {
    if (await change(count === 0)) return;
  }
  throw new CliError(`The membership of user ${userId} is being changed by others: try again.`);
};
