import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import {
  decodeMember,
  decodeOrganization,
  decodeProjectFields,
  decodeProjectOwner,
  decodeProjectTeam,
  type MemberItem,
  type OrganizationItem,
  type ProjectOwner,
  type ProjectTeam,
} from '../table/items.ts';
import { idInKey, organizationPartition } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { FIXED_SORT_KEY, KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../table/schema.ts';
import { openObject } from './assemble.ts';

type StoredMember = { readonly userId: number; readonly item: MemberItem };

/** A validated project. `text` is a JSON object without the closing brace; it has the fields that every viewer sees. */
export type StoredProject = ProjectTeam & { readonly text: string; readonly owner: ProjectOwner };

/** An organization's partition, read up to the page that has the organization's own item. */
export type OpenedPartition = {
  readonly id: number;
  readonly organization: OrganizationItem;
  /** All members, ascending by user id. */
  readonly members: readonly StoredMember[];
  /** The projects of the pages read so far, ascending by id. */
  readonly projects: readonly StoredProject[];
  readonly laterProjects: AsyncIterable<readonly StoredProject[]>;
};

/**
 * Reads an organization's partition up to its own item, usually in one page. `MEMBER#` and `ORG` sort before
 * `PROJECT#`, so all members are known by then. Without `withProjects`, no project is read.
 * @returns undefined if there is no such organization
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const openPartition = async (
  table: Table,
  organizationId: number,
  options: ReadOptions & { readonly withProjects: boolean; readonly consistent?: boolean },
): Promise<OpenedPartition | undefined> => {
  const { withProjects, consistent = false } = options;
  const query = { ...partitionQuery(organizationId, withProjects), consistent };
  const pages = queryPages(table, query, options);
  const members: StoredMember[] = [];
  for (let page = await pages.next(); page.done !== true; page = await pages.next()) {
    members.push(...page.value.filter(isMember).map(toMember));
    const organization = page.value.find((item) => sortKeyOf(item) === FIXED_SORT_KEY.organization);
    if (organization !== undefined) {
      return {
        id: organizationId,
        organization: decodeOrganization(organization),
        members,
        projects: toProjects(page.value),
        laterProjects: projectPages(pages),
      };
    }
  }
  return undefined;
};

async function* projectPages(pages: AsyncIterable<Attributes[]>): AsyncGenerator<StoredProject[], void, undefined> {
  for await (const page of pages) yield toProjects(page);
}

const partitionQuery = (organizationId: number, withProjects: boolean) => {
  const partition = organizationPartition(organizationId);
  return withProjects
    ? { condition: `${PARTITION_KEY} = :organization`, values: { ':organization': partition } }
    : {
        condition: `${PARTITION_KEY} = :organization AND ${SORT_KEY} < :projects`,
        values: { ':organization': partition, ':projects': KEY_PREFIX.project },
      };
};

const sortKeyOf = (item: Attributes): string => item[SORT_KEY]?.S ?? '';

const isMember = (item: Attributes): boolean => sortKeyOf(item).startsWith(KEY_PREFIX.member);

const toMember = (item: Attributes): StoredMember => ({ userId: idInKey(sortKeyOf(item)), item: decodeMember(item) });

const toProjects = (page: readonly Attributes[]): StoredProject[] =>
  page
    .filter((item) => sortKeyOf(item).startsWith(KEY_PREFIX.project))
    .map((item) => ({
      text: openObject(idInKey(sortKeyOf(item)), decodeProjectFields(item)),
      owner: decodeProjectOwner(item),
      collaborators: decodeProjectTeam(item).collaborators.sort((a, b) => a.userId - b.userId),
    }));
