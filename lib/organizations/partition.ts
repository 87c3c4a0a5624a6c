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
import { idInKey, organizationPartition, padId } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { FIXED_SORT_KEY, KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../table/schema.ts';
import { openObject } from './assemble.ts';

/** A validated member. */
export type StoredMember = { readonly userId: number; readonly item: MemberItem };

/** A validated project. `text` is a JSON object without the closing brace; it has the fields that every viewer sees. */
export type StoredProject = ProjectTeam & { readonly text: string; readonly owner: ProjectOwner };

/** An organization's partition, of which the beginning has been read. */
export type OpenedPartition = {
  readonly id: number;
  readonly organization: OrganizationItem;
  /** All members, ascending by user id; none if `laterMembers` has them. */
  readonly members: readonly StoredMember[];
  /** All members, if it would take long to read or decode them; otherwise absent. */
  readonly laterMembers?: AsyncIterable<readonly StoredMember[]>;
  /** The projects of the pages read so far, ascending by id. */
  readonly projects: readonly StoredProject[];
  readonly laterProjects: AsyncIterable<readonly StoredProject[]>;
};

type PartitionOptions = ReadOptions & {
  readonly withProjects: boolean;
  readonly consistent?: boolean;
  /** Whether a client waits for the organization. Then the first page is shorter, and decoded later if it is long. */
  readonly isFirst?: boolean;
};

/** So many items take longer to decode than the table to answer. */
const LONG_PAGE = 500;

/**
 * Reads an organization's partition up to its own item. `MEMBER#` and `ORG` sort before `PROJECT#`, so one page usually has
 * it and all members.
 * @returns undefined if there is no such organization
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const openPartition = async (
  table: Table,
  organizationId: number,
  options: PartitionOptions,
): Promise<OpenedPartition | undefined> => {
  const { withProjects, consistent = false } = options;
  const limit = options.isFirst === true ? { firstLimit: LONG_PAGE } : undefined;
  const query = { ...partitionQuery(organizationId, withProjects), consistent, ...limit };
  const pages = queryPages(table, query, options);
  const { value: page = [] } = await pages.next();
  const organization = page.find(isOrganization);
  if (organization === undefined) return openLargePartition(table, organizationId, options);
  const opened = { id: organizationId, organization: decodeOrganization(organization) };
  if (limit !== undefined && page.length >= LONG_PAGE) {
    const later = { laterMembers: memberPages([page]), laterProjects: projectPages(startingWith(page, pages)) };
    return { ...opened, members: [], projects: [], ...later };
  }
  return { ...opened, members: toMembers(page), projects: toProjects(page), laterProjects: projectPages(pages) };
};

/**
 * Opens a partition whose first page has members only, by the organization's own item: the rest would delay the answer.
 * The first page is read again later, since a whole window of such pages would fill memory meanwhile.
 */
const openLargePartition = async (
  table: Table,
  organizationId: number,
  options: PartitionOptions,
): Promise<OpenedPartition | undefined> => {
  const { consistent = false } = options;
  const queryBetween = (from: string, to: string) =>
    queryPages(table, { ...rangeQuery(organizationId, from, to), consistent }, options);
  const { organization: own } = FIXED_SORT_KEY;
  for await (const page of queryBetween(own, own)) {
    const organization = page.find(isOrganization);
    if (organization === undefined) continue;
    return {
      id: organizationId,
      organization: decodeOrganization(organization),
      members: [],
      laterMembers: memberPages(queryBetween(KEY_PREFIX.member, KEY_PREFIX.member + LAST_ID)),
      projects: [],
      laterProjects: projectPages(queryBetween(KEY_PREFIX.project, KEY_PREFIX.project + LAST_ID)),
    };
  }
  return undefined;
};

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield first;
  yield* rest;
}

async function* memberPages(
  pages: AsyncIterable<Attributes[]> | Iterable<Attributes[]>,
): AsyncGenerator<StoredMember[], void, undefined> {
  for await (const page of pages) yield toMembers(page);
}

async function* projectPages(pages: AsyncIterable<Attributes[]>): AsyncGenerator<StoredProject[], void, undefined> {
  for await (const page of pages) yield toProjects(page);
}

const LAST_ID = padId(Number.MAX_SAFE_INTEGER);

const partitionQuery = (organizationId: number, withProjects: boolean) => {
  const partition = organizationPartition(organizationId);
  return withProjects
    ? { condition: `${PARTITION_KEY} = :organization`, values: { ':organization': partition } }
    : {
        condition: `${PARTITION_KEY} = :organization AND ${SORT_KEY} < :projects`,
        values: { ':organization': partition, ':projects': KEY_PREFIX.project },
      };
};

const rangeQuery = (organizationId: number, from: string, to: string) => ({
  condition: `${PARTITION_KEY} = :organization AND ${SORT_KEY} BETWEEN :from AND :to`,
  values: { ':organization': organizationPartition(organizationId), ':from': from, ':to': to },
});

const sortKeyOf = (item: Attributes): string => item[SORT_KEY]?.S ?? '';

const isOrganization = (item: Attributes): boolean => sortKeyOf(item) === FIXED_SORT_KEY.organization;

const toMembers = (page: readonly Attributes[]): StoredMember[] =>
  page
    .filter((item) => sortKeyOf(item).startsWith(KEY_PREFIX.member))
    .map((item) => ({ userId: idInKey(sortKeyOf(item)), item: decodeMember(item) }));

const toProjects = (page: readonly Attributes[]): StoredProject[] =>
  page
    .filter((item) => sortKeyOf(item).startsWith(KEY_PREFIX.project))
    .map((item) => ({
      text: openObject(idInKey(sortKeyOf(item)), decodeProjectFields(item)),
      owner: decodeProjectOwner(item),
      collaborators: decodeProjectTeam(item).collaborators.sort((a, b) => a.userId - b.userId),
    }));
