import type { OrganizationFacts } from './check-organization.ts';
import { createGrowingArray } from './growing-array.ts';
import { createIdTable } from './id-table.ts';

/** The facts of many organizations, in about 40 bytes each. */
export type FactsTable = {
  /** Adds what an item says: numbers are summed, and what is true once stays true. */
  readonly add: (organizationId: number, facts: Partial<OrganizationFacts>) => void;
  readonly all: () => Generator<readonly [organizationId: number, facts: OrganizationFacts], void, undefined>;
};

const STORED = 1;
const DELETED = 2;
const HAS_ADMIN = 4;

export const createFactsTable = (): FactsTable => {
  const ids = createIdTable();
  const flags = createGrowingArray((length) => new Uint8Array(length));
  const members = createGrowingArray((length) => new Uint32Array(length));
  const projects = createGrowingArray((length) => new Uint32Array(length));
  const bytes = createGrowingArray((length) => new Float64Array(length));
  return {
    add: (organizationId, facts) => {
      const index = ids.indexOf(organizationId);
      const { isStored = false, isDeleted = false, hasAdmin = false } = facts;
      const added = (isStored ? STORED : 0) + (isDeleted ? DELETED : 0) + (hasAdmin ? HAS_ADMIN : 0);
      flags.set(index, flags.get(index) | added);
      members.set(index, members.get(index) + (facts.members ?? 0));
      projects.set(index, projects.get(index) + (facts.projects ?? 0));
      bytes.set(index, bytes.get(index) + (facts.answerBytes ?? 0));
    },
    *all() {
      for (let index = 0; index < ids.size(); index++) {
        const isFlagged = (flag: number) => Math.floor(flags.get(index) / flag) % 2 === 1;
        const facts = {
          ...{ isStored: isFlagged(STORED), isDeleted: isFlagged(DELETED), hasAdmin: isFlagged(HAS_ADMIN) },
          ...{ members: members.get(index), projects: projects.get(index), answerBytes: bytes.get(index) },
        };
        yield [ids.idAt(index), facts];
      }
    },
  };
};
