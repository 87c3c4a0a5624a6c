import { organizationKey } from '../table/keys.ts';
import { NEAR_LIMIT } from './check-item.ts';
import type { Finding } from './finding.ts';

/** What the items of an organization's partition say together. */
export type OrganizationFacts = {
  /** Whether there is the organization's own item. */
  readonly isStored: boolean;
  /** Whether it is deleted, or will be at any moment by its time to live. */
  readonly isDeleted: boolean;
  readonly hasAdmin: boolean;
  readonly members: number;
  readonly projects: number;
  /** About how many bytes its answer has. */
  readonly answerBytes: number;
};

const MEGABYTE = 1_000_000;

/** Lambda's limit of a streamed answer. */
const MAX_ANSWER_BYTES = 200 * MEGABYTE;

/** What is wrong with an organization's partition as a whole. */
export const checkOrganization = (
  organizationId: number,
  { isStored, isDeleted, hasAdmin, members, projects, answerBytes }: OrganizationFacts,
): Finding[] => {
  const key = organizationKey(organizationId);
  const findings: Finding[] = [];
  if (!isStored && members + projects > 0) {
    const reason = `does not exist, and ${members} members and ${projects} projects belong to it`;
    findings.push({ kind: 'missing-organization', key, reason });
  }
  if (isStored && !isDeleted && !hasAdmin) findings.push({ kind: 'no-admin', key, reason: 'has no admin' });
  if (answerBytes >= MAX_ANSWER_BYTES * NEAR_LIMIT) {
    const size = `about ${Math.round(answerBytes / MEGABYTE)} of the ${MAX_ANSWER_BYTES / MEGABYTE} MB`;
    findings.push({ kind: 'large-answer', key, reason: `fills ${size} that one answer can have` });
  }
  return findings;
};
