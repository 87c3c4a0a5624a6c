import type { Outcome } from './put-item.ts';

export type Counts = Record<Outcome, number>;

/** What an import did, or would do. */
export type Report = {
  readonly organizations: Counts & { left: number; rejected: number };
  readonly members: Counts & { deleted: number };
  readonly projects: Counts & { deleted: number };
  readonly users: Counts;
};

const counts = (): Counts => ({ created: 0, updated: 0, unchanged: 0 });

/** A report of nothing so far, for an import to count in. */
export const createReport = (): Report => ({
  organizations: { ...counts(), left: 0, rejected: 0 },
  members: { ...counts(), deleted: 0 },
  projects: { ...counts(), deleted: 0 },
  users: counts(),
});
