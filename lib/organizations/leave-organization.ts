import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { getItem } from '../table/get.ts';
import { decodeLifecycle, LIFECYCLE_ATTRIBUTES } from '../table/items.ts';
import { memberKey, organizationKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';
import { transactWrite, type Write } from '../table/transact.ts';
import { untilWritten } from '../table/until-written.ts';
import { checkOtherAdmin } from './change-member.ts';
import { isListed } from './lifecycle.ts';
import { LastAdminError, type Membership } from './refusals.ts';

/** `left without an admin`: the organization is deleted or its trial is over; whoever restores it has to add one. */
export type Leaving = 'left' | 'left without an admin' | 'was no member';

/**
 * Removes a member for good, whatever state the organization is in. The last admin of a listed organization cannot leave.
 * @param now milliseconds since 1970
 * @param options.isDryRun true only says what would be done
 * @throws LastAdminError, BrokenItemError, TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const leaveOrganization = (
  table: Table,
  membership: Membership,
  now: number,
  { isDryRun, ...options }: ReadOptions & { readonly isDryRun: boolean },
): Promise<Leaving> => {
  const key = memberKey(membership.organizationId, membership.userId);
  return untilWritten(async () => {
    const item = await getItem(table, key, options);
    if (item === undefined) return 'was no member';
    const { role } = item;
    const removal = { delete: key, expected: { [PARTITION_KEY]: { S: key.PK }, role } };
    const { writes, leaving } = role?.S === 'admin' ? await checkLeaving(table, membership, now) : NO_ADMIN_LEAVES;
    return isDryRun || (await transactWrite(table, [removal, ...writes], options)) ? leaving : undefined;
  });
};

type Checks = { readonly writes: readonly Write[]; readonly leaving: Leaving };

const NO_ADMIN_LEAVES: Checks = { writes: [], leaving: 'left' };

/**
 * What must still be so when an admin leaves: another one stays, or the organization is not listed.
 * @throws LastAdminError
 */
const checkLeaving = async (table: Table, membership: Membership, now: number): Promise<Checks> => {
  try {
    return { writes: [await checkOtherAdmin(table, membership)], leaving: 'left' };
  } catch (error) {
    if (!(error instanceof LastAdminError)) throw error;
    const key = organizationKey(membership.organizationId);
    const organization = await getItem(table, key);
    if (organization !== undefined && isListed(decodeLifecycle(organization), now)) throw error;
    return { writes: [{ check: key, expected: stateOf(organization) }], leaving: 'left without an admin' };
  }
};

/** An organization that is not listed may be restored at the same moment. */
const stateOf = (organization: Attributes | undefined) =>
  Object.fromEntries([PARTITION_KEY, ...LIFECYCLE_ATTRIBUTES].map((name) => [name, organization?.[name]]));
