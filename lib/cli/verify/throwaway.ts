import { randomInt } from 'node:crypto';
import { generateApiKey, hashApiKey } from '../../contract/api-key.ts';
import type { Table } from '../../table/call.ts';
import type { Attributes } from '../../table/decode.ts';
import { encodeApiKey, encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../table/encode.ts';
import { type ItemKey, keyOf } from '../../table/keys.ts';
import { TTL_ATTRIBUTE } from '../../table/schema.ts';
import { transactWrite } from '../../table/transact.ts';
import { CliError } from '../cli-error.ts';

/** Far beyond the ids that anybody else gives, and still exact in JSON. */
const FIRST_ID = 9_000_000_000_000_000;
const IDS = 7_000_000_000_000;

const ITEMS_LIVE_SECONDS = 3600;
const KEY_LIVES_SECONDS = 900;

const THROWAWAY_NAME = 'Throwaway of "npm run verify". Delete it.';

/** What a verification works with: one organization with an admin, a guest, a project and a key. */
export type Throwaway = {
  readonly organizationId: number;
  readonly guestId: number;
  readonly projectId: number;
  readonly key: string;
  readonly items: readonly ItemKey[];
};

/** Its ids: four in a row, at random. */
const chooseIds = () => {
  const first = FIRST_ID + randomInt(IDS / 4) * 4;
  return { organizationId: first, adminId: first + 1, guestId: first + 2, projectId: first + 3 };
};

const buildItems = (ids: ReturnType<typeof chooseIds>, key: string, now: number): Attributes[] => {
  const created = new Date(now).toISOString();
  const seconds = Math.floor(now / 1000);
  const { organizationId, adminId, guestId, projectId } = ids;
  const createUser = (id: number) =>
    encodeUser({
      ...{ id, created, name: THROWAWAY_NAME, username: `verify-${id}`, email: `verify-${id}@example.invalid` },
      ...{ pending: false, activated: false, mfaConfigured: false },
      staffInfo: { isStaff: false, hasSudoRights: false },
    });
  const createMember = (userId: number, role: 'admin' | 'guest') =>
    encodeMember({ organizationId, userId, role, added: created, projectCount: 1, datasets: [] });
  const items = [
    encodeOrganization({
      ...{ id: organizationId, name: THROWAWAY_NAME, created, showHeaderImgMask: false, isDeveloperProfile: false },
      ...{ whitelabelId: null, trialId: null, trialExpiredDate: null, trialUpgradedDate: null },
    }),
    createUser(adminId),
    createUser(guestId),
    createMember(adminId, 'admin'),
    createMember(guestId, 'guest'),
    encodeProject({
      ...{ organizationId, id: projectId, name: THROWAWAY_NAME, description: THROWAWAY_NAME, created, metadata: {} },
      collaborators: [{ userId: guestId, isOwner: false }],
      ...{ labelingMethod: 'single_label', whitelabelId: null, hasPublicVersion: false, isPublic: false },
      ...{ allowsLivePublicAccess: false, publicProjectListed: false, indPauseProcessingSamples: false },
    }),
  ].map((item) => ({ ...item, [TTL_ATTRIBUTE]: { N: String(seconds + ITEMS_LIVE_SECONDS) } }));
  const apiKey = { keyId: 1, organizationId, name: THROWAWAY_NAME, role: 'admin' as const, created };
  const keyItem = encodeApiKey({ hash: hashApiKey(key), ...apiKey, [TTL_ATTRIBUTE]: seconds + KEY_LIVES_SECONDS });
  return [...items, keyItem];
};

/**
 * Writes a throwaway organization where nothing is, all of it or none. The table forgets it within the hour by itself, and
 * refuses its key after 15 minutes, should nobody remove it.
 * @param now milliseconds since 1970
 * @throws CliError when something is there already; TableUnavailableError, TableRefusedError
 */
export const createThrowaway = async (table: Table, now: number): Promise<Throwaway> => {
  const ids = chooseIds();
  const key = generateApiKey();
  const items = buildItems(ids, key, now);
  if (
    !(await transactWrite(
      table,
      items.map((item) => ({ put: item })),
    ))
  ) {
    throw new CliError(`One of the ids ${Object.values(ids).join(', ')} is already in use. Run the command again.`);
  }
  return { ...ids, key, items: items.map(keyOf) };
};

/** Removes everything that was written, whether it is still there or not. */
export const removeThrowaway = async (table: Table, { items }: Throwaway): Promise<void> => {
  await transactWrite(
    table,
    items.map((item) => ({ delete: item, expected: {} })),
  );
};
