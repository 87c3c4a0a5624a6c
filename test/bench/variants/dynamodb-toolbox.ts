import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  any,
  anyOf,
  BatchGetCommand,
  BatchGetRequest,
  boolean,
  Entity,
  executeBatchGet,
  item,
  list,
  map,
  nul,
  number,
  QueryCommand,
  string,
  Table,
} from 'dynamodb-toolbox';
import { CALLER, TABLE_NAME } from '../workload/workload.ts';
import { assemblePlainly, chunk, type Plain, userKeysOf } from './assemble-plainly.ts';
import type { CreateVariant } from './variant.ts';

const KEYS = { PK: string().key(), SK: string().key() };

const organizationSchema = item({
  ...KEYS,
  name: string(),
  logo: string().optional(),
  headerImg: string().optional(),
  showHeaderImgMask: boolean(),
  isDeveloperProfile: boolean(),
  whitelabelId: anyOf(number(), nul()),
  whitelabelName: string().optional(),
  trialId: anyOf(number(), nul()),
  trialExpiredDate: anyOf(string(), nul()),
  trialUpgradedDate: anyOf(string(), nul()),
  created: string(),
  contractStartDate: anyOf(string(), nul()).optional(),
  deletedDate: string().optional(),
});

const memberSchema = item({
  ...KEYS,
  added: string(),
  role: string().enum('admin', 'member', 'guest'),
  projectCount: number(),
  datasets: list(string()),
  lastAccessToOrganization: string().optional(),
  lastOrganizationProjectAccessed: number().optional(),
});

const projectSchema = item({
  ...KEYS,
  name: string(),
  description: string(),
  created: string(),
  lastAccessed: string().optional(),
  lastModified: string().optional(),
  lastModificationDetails: string().optional(),
  logo: string().optional(),
  ownerUserId: number().optional(),
  ownerAvatar: string().optional(),
  developerProfileUserId: number().optional(),
  collaborators: list(map({ userId: number(), isOwner: boolean() })),
  labelingMethod: string().enum('single_label', 'object_detection', 'label_map'),
  metadata: any(),
  dataExplorerScreenshot: string().optional(),
  whitelabelId: anyOf(number(), nul()),
  whitelabelName: string().optional(),
  tags: list(string()).optional(),
  category: string().optional(),
  license: string().optional(),
  hasPublicVersion: boolean(),
  isPublic: boolean(),
  allowsLivePublicAccess: boolean(),
  publicProjectListed: boolean(),
  indPauseProcessingSamples: boolean(),
});

const userSchema = item({
  ...KEYS,
  username: string(),
  name: string(),
  email: string(),
  photo: string().optional(),
  created: string(),
  lastSeen: string().optional(),
  lastTosAcceptanceDate: string().optional(),
  staffInfo: map({ isStaff: boolean(), hasSudoRights: boolean(), companyName: string().optional() }),
  pending: boolean(),
  jobTitle: string().optional(),
  companyName: string().optional(),
  permissions: list(string()).optional(),
  activated: boolean(),
  mfaConfigured: boolean(),
  stripeCustomerId: string().optional(),
  hasPendingPayments: boolean().optional(),
  tier: string().optional(),
  idps: list(string()).optional(),
});

const membershipSchema = item({ ...KEYS, GSI1PK: string(), GSI1SK: string() });

/** Items were not written by dynamodb-toolbox: they say neither what entity they are nor when they were changed. */
const UNMARKED = { entityAttribute: false, timestamps: false } as const;

/** https://www.dynamodbtoolbox.com/docs/tables/actions/query */
const ALL = { maxPages: Number.POSITIVE_INFINITY, entityAttrFilter: false } as const;

const createModel = (documentClient: DynamoDBDocumentClient) => {
  const table = new Table({
    documentClient,
    name: TABLE_NAME,
    partitionKey: { name: 'PK', type: 'string' },
    sortKey: { name: 'SK', type: 'string' },
    indexes: {
      GSI1: {
        type: 'global',
        partitionKey: { name: 'GSI1PK', type: 'string' },
        sortKey: { name: 'GSI1SK', type: 'string' },
      },
    },
  });
  return {
    table,
    organization: new Entity({ name: 'organization', table, schema: organizationSchema, ...UNMARKED }),
    member: new Entity({ name: 'member', table, schema: memberSchema, ...UNMARKED }),
    project: new Entity({ name: 'project', table, schema: projectSchema, ...UNMARKED }),
    user: new Entity({ name: 'user', table, schema: userSchema, ...UNMARKED }),
    membership: new Entity({ name: 'membership', table, schema: membershipSchema, ...UNMARKED }),
  };
};

type Key = { readonly PK: string; readonly SK: string };

export const createDynamodbToolbox: CreateVariant = (requestHandler) => {
  const { table, ...entities } = createModel(DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler })));

  const query = async (entity: Entity, partition: string, beginsWith: string, index?: 'GSI1'): Promise<Plain[]> => {
    const range = { partition, range: { beginsWith }, ...(index === undefined ? {} : { index }) };
    const { Items = [] } = await table.build(QueryCommand).query(range).entities(entity).options(ALL).send();
    return Items;
  };
  const batchGet = async (entity: Entity, keys: Key[], consistent: boolean): Promise<Plain[]> => {
    const batches = chunk(keys, 100).map(async (part) => {
      const requests = part.map((key) => entity.build(BatchGetRequest).key(key));
      const { Responses } = await executeBatchGet(
        table
          .build(BatchGetCommand)
          .requests(...requests)
          .options({ consistent }),
      );
      return (Responses?.[0] ?? []).filter((found) => found !== undefined);
    });
    return (await Promise.all(batches)).flat();
  };
  const readOrganization = async (partition: string) => {
    const [[organization], members, projects] = await Promise.all([
      query(entities.organization, partition, 'ORG'),
      query(entities.member, partition, 'MEMBER#'),
      query(entities.project, partition, 'PROJECT#'),
    ]);
    return { organization: organization ?? {}, members, projects };
  };

  return async () => {
    const caller = `USER#${String(CALLER.userId).padStart(16, '0')}`;
    const memberships = await query(entities.membership, caller, 'ORG#', 'GSI1');
    const partitions = memberships.map(({ PK }) => String(PK));
    const memberKeys = partitions.map((PK) => ({ PK, SK: caller.replace('USER', 'MEMBER') }));
    const [confirmed, ...organizations] = await Promise.all([
      batchGet(entities.member, memberKeys, true),
      ...partitions.map(readOrganization),
    ]);
    const users = await batchGet(entities.user, userKeysOf(organizations), false);
    return assemblePlainly(organizations, users, new Map(confirmed.map(({ PK, role }) => [PK, role])));
  };
};
