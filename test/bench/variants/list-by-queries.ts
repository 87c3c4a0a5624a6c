import { CALLER } from '../workload/workload.ts';
import { assemblePlainly, chunk, type Plain, userKeysOf } from './assemble-plainly.ts';
import type { Answer } from './variant.ts';

type Key = { readonly PK: string; readonly SK: string };

export type PlainReads = {
  /** All pages. */
  readonly query: (input: {
    readonly IndexName?: string;
    readonly KeyConditionExpression: string;
    readonly ExpressionAttributeValues: Record<string, string>;
  }) => Promise<Plain[]>;
  readonly batchGet: (keys: Key[], consistent: boolean) => Promise<Plain[]>;
};

/** The list as a few reads that each give plain objects: everything at once, nothing streamed, nothing checked. */
export const listByQueries =
  ({ query, batchGet }: PlainReads): Answer =>
  async () => {
    const caller = String(CALLER.userId).padStart(16, '0');
    const memberships = await query({
      IndexName: 'GSI1',
      KeyConditionExpression: 'GSI1PK = :user AND begins_with(GSI1SK, :organization)',
      ExpressionAttributeValues: { ':user': `USER#${caller}`, ':organization': 'ORG#' },
    });
    const partitions = memberships.map(({ PK }) => String(PK));
    const [confirmed, ...items] = await Promise.all([
      Promise.all(
        chunk(partitions, 100).map((part) =>
          batchGet(
            part.map((PK) => ({ PK, SK: `MEMBER#${caller}` })),
            true,
          ),
        ),
      ),
      ...partitions.map((partition) =>
        query({
          KeyConditionExpression: 'PK = :organization',
          ExpressionAttributeValues: { ':organization': partition },
        }),
      ),
    ]);
    const organizations = items.map((partition) => ({
      organization: partition.find(({ SK }) => SK === 'ORG') ?? {},
      members: partition.filter(({ SK }) => SK.startsWith('MEMBER#')),
      projects: partition.filter(({ SK }) => SK.startsWith('PROJECT#')),
    }));
    const users = await Promise.all(chunk(userKeysOf(organizations), 100).map((keys) => batchGet(keys, false)));
    const roles = new Map(confirmed.flat().map(({ PK, role }) => [PK, role]));
    return assemblePlainly(organizations, users.flat(), roles);
  };
