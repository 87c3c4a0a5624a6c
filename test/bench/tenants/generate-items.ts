import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { padId } from '../../../lib/table/keys.ts';
import { generateShape } from '../../support/generate-shape.ts';
import type { Rows } from './generated-table.ts';

/** How many organizations user 1 has, and what is in each. User 1 is an admin of all; the other users are in one each. */
export type Tenants = {
  readonly organizations: number;
  readonly members: number;
  readonly projects: number;
  readonly collaborators: number;
};

/** Items of a table that nobody fills: each is made of a drawn one and its own keys and ids. */
export type Generator = {
  readonly memberships: Rows;
  readonly partition: (organizationId: number) => Rows;
  /** @returns undefined where there is no such item */
  readonly find: (partitionKey: string, sortKey: string) => Attributes | undefined;
};

/** So many items of each kind are drawn. */
const DRAWN = 40;

const text = (value: string) => ({ S: value });

/** Items of each kind, without their keys, from the generator of the sample data. */
const drawItems = (collaborators: number) => {
  const shape = generateShape({ organizations: 1, users: DRAWN, projects: DRAWN, collaborators });
  const drawn: Record<string, Attributes[]> = { ORG: [], MEMBER: [], PROJECT: [], USER: [] };
  for (const item of encodeRecords(shape)) drawn[item['SK']?.S?.split('#')[0] ?? '']?.push(item);
  return (kind: 'ORG' | 'MEMBER' | 'PROJECT' | 'USER', id: number): Attributes => {
    const items = drawn[kind] ?? [];
    return items[id % items.length] ?? {};
  };
};

export const createGenerator = (tenants: Tenants): Generator => {
  const { organizations, members, projects } = tenants;
  const draw = drawItems(tenants.collaborators);
  const users = 1 + organizations * (members - 1);

  /** The user at a place of an organization, ascending; at the first is user 1. */
  const userAt = (organizationId: number, place: number): number =>
    place === 0 ? 1 : 1 + (organizationId - 1) * (members - 1) + place;

  const member = (organizationId: number, place: number): Attributes => {
    const userId = userAt(organizationId, place);
    return {
      ...draw('MEMBER', place === 0 ? 0 : userId),
      PK: text(`ORG#${padId(organizationId)}`),
      SK: text(`MEMBER#${padId(userId)}`),
      GSI1PK: text(`USER#${padId(userId)}`),
      GSI1SK: text(`ORG#${padId(organizationId)}`),
      role: text(place === 0 ? 'admin' : 'member'),
    };
  };

  const organization = (id: number): Attributes => ({
    ...draw('ORG', id),
    PK: text(`ORG#${padId(id)}`),
    SK: text('ORG'),
    name: text(`Organization ${id}`),
  });

  const project = (organizationId: number, place: number): Attributes => {
    const id = 1 + (organizationId - 1) * projects + place;
    const teams = Math.min(tenants.collaborators, members);
    // Spread over all members, so that one page has many of them
    const team = Array.from(
      { length: teams },
      (_, index) => (id * 7919 + Math.floor((index * members) / teams)) % members,
    );
    return {
      ...draw('PROJECT', id),
      PK: text(`ORG#${padId(organizationId)}`),
      SK: text(`PROJECT#${padId(id)}`),
      name: text(`Project ${id}`),
      collaborators: {
        L: [...new Set(team)].map((of, index) => ({
          M: { userId: { N: String(userAt(organizationId, of)) }, isOwner: { BOOL: index === 0 } },
        })),
      },
    };
  };

  const partition = (organizationId: number): Rows => {
    const first = { MEMBER: userAt(organizationId, 1), PROJECT: 1 + (organizationId - 1) * projects };
    return {
      count: members + 1 + projects,
      at: (row) => {
        if (row < members) return member(organizationId, row);
        return row === members ? organization(organizationId) : project(organizationId, row - members - 1);
      },
      find: (sort) => {
        const [kind = '', digits = ''] = sort.replace('\0', '').split('#');
        const id = Number(digits) + (sort.endsWith('\0') ? 1 : 0);
        if (kind === 'MEMBER') return id <= 1 ? 0 : Math.max(1, Math.min(members, id - first.MEMBER + 1));
        if (kind === 'PROJECT') return members + 1 + Math.max(0, Math.min(projects, id - first.PROJECT));
        return kind === 'ORG' ? members + (sort.endsWith('\0') ? 1 : 0) : 0;
      },
    };
  };

  const memberships: Rows = {
    count: organizations,
    at: (row) => {
      const { PK, SK, GSI1PK, GSI1SK } = member(row + 1, 0);
      return { PK, SK, GSI1PK, GSI1SK } as Attributes;
    },
    find: (sort) => {
      const id = Number(sort.replace('\0', '').split('#')[1]);
      return Math.max(0, id + (sort.endsWith('\0') ? 1 : 0) - 1);
    },
  };

  const find = (partitionKey: string, sortKey: string): Attributes | undefined => {
    const id = Number(partitionKey.split('#')[1]);
    if (partitionKey.startsWith('USER#')) {
      if (id < 1 || id > users) return undefined;
      return { ...draw('USER', id), PK: text(partitionKey), SK: text('USER'), username: text(`user${id}`) };
    }
    if (id < 1 || id > organizations) return undefined;
    if (sortKey === 'ORG') return organization(id);
    const rows = partition(id);
    const found = rows.at(rows.find(sortKey));
    return found['SK']?.S === sortKey ? found : undefined;
  };

  return { memberships, partition, find };
};
