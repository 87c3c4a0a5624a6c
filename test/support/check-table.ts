import { checkItems } from '../../lib/check/check-items.ts';
import type { Finding } from '../../lib/check/finding.ts';
import { createLookAgain } from '../../lib/check/look-again.ts';
import { createPacedReads, type PacedReads } from '../../lib/check/paced-reads.ts';
import { readOrganization } from '../../lib/check/read-organization.ts';
import { hashIdentity } from '../../lib/contract/identity.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import {
  encodeApiKey,
  encodeIdentity,
  encodeMember,
  encodeOrganization,
  encodeProject,
  encodeUser,
} from '../../lib/table/encode.ts';
import { inParallel } from '../../lib/table/in-parallel.ts';
import { keyOf } from '../../lib/table/keys.ts';
import { createPace } from '../../lib/table/pace.ts';
import { deleteItem } from '../../lib/table/update.ts';
import {
  buildApiKey,
  buildMember,
  buildOrganization,
  buildProject,
  buildUser,
  daysFromNow,
  NOW,
} from './build-records.ts';

/** A person, as an issuer calls them. */
const IDENTITY = { issuer: 'https://id.example.com', claim: 'sub', value: 'ada' };

/** The identity as an item of user 1. */
export const identityItem = { ...IDENTITY, userId: 1, created: daysFromNow(-1) };

export const IDENTITY_HASH = hashIdentity(IDENTITY);

/** One item of every kind, without a fault: organization 7, its admin user 1, project 100, key 500 and an identity. */
export const healthyItems = (): Attributes[] => [
  encodeOrganization(buildOrganization()),
  encodeMember(buildMember({ role: 'admin' })),
  encodeProject(buildProject({ collaborators: [{ userId: 1, isOwner: true }] })),
  encodeUser(buildUser()),
  encodeApiKey(buildApiKey()),
  encodeIdentity(identityItem),
];

/** An item without one of its attributes. */
export const without = (item: Attributes, name: string): Attributes =>
  Object.fromEntries(Object.entries(item).filter(([attribute]) => attribute !== name));

type Circumstances = {
  /** Absent: the whole table. */
  readonly organizationId?: number;
  /** What happens between the first look and the second one. */
  readonly before?: () => Promise<void>;
  /** Is told every call. */
  readonly reads?: PacedReads;
};

/** Checks a table, and gives what is found. */
export const checkTable = async (
  table: Table,
  { organizationId, before = async () => undefined, reads = pacedReads(table) }: Circumstances = {},
): Promise<Finding[]> => {
  const findings: Finding[] = [];
  const lookAgain = createLookAgain(reads, NOW);
  await checkItems(organizationId === undefined ? reads.table() : readOrganization(reads, organizationId), {
    lookAgain: async (suspects) => {
      await before();
      return lookAgain(suspects);
    },
    onFinding: async (finding) => {
      findings.push(finding);
    },
    now: NOW,
  });
  return findings;
};

/** The reads of a check without a limit. */
const pacedReads = (table: Table): PacedReads => createPacedReads(table, createPace(1e9));

/** A finding as `kind PK/SK attribute`. */
export const nameOf = ({ kind, key, attribute = '-' }: Finding): string => `${kind} ${key.PK}/${key.SK} ${attribute}`;

/** How many items are deleted at the same time. */
const CONCURRENCY = 8;

/** Deletes every item, however busy the machine is. */
export const emptyTable = async (table: Table): Promise<void> => {
  const patient = { ...table, callLimitMs: 60_000 };
  for await (const page of pacedReads(patient).table()) {
    await inParallel(page, CONCURRENCY, async (item) => void (await deleteItem(patient, keyOf(item))));
  }
};
