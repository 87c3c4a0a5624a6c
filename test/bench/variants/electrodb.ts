import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Attribute, Entity } from 'electrodb';
import { CALLER, TABLE_NAME } from '../workload/workload.ts';
import { assemblePlainly, userKeysOf } from './assemble-plainly.ts';
import type { CreateVariant } from './variant.ts';

const STRING = { type: 'string', required: true } as const;
const NUMBER = { type: 'number', required: true } as const;
const BOOLEAN = { type: 'boolean', required: true } as const;

/** https://electrodb.dev/en/modeling/indexes/: the table's keys as attributes, since items carry no ids of their own. */
const KEYS = { PK: STRING, SK: STRING } as const;
const primary = {
  pk: { field: 'PK', composite: ['PK'], casing: 'none' },
  sk: { field: 'SK', composite: ['SK'], casing: 'none' },
} as const;

const createEntities = (client: DynamoDBDocumentClient) => {
  const define = <const Attributes extends Record<string, Attribute>>(entity: string, attributes: Attributes) =>
    new Entity(
      {
        model: { entity, version: '1', service: 'organizations' },
        attributes: { ...KEYS, ...attributes },
        indexes: { primary },
      },
      { client, table: TABLE_NAME },
    );
  return {
    organization: define('organization', {
      name: STRING,
      logo: { type: 'string' },
      headerImg: { type: 'string' },
      showHeaderImgMask: BOOLEAN,
      isDeveloperProfile: BOOLEAN,
      whitelabelId: { type: 'any' },
      whitelabelName: { type: 'string' },
      trialId: { type: 'any' },
      trialExpiredDate: { type: 'any' },
      trialUpgradedDate: { type: 'any' },
      created: STRING,
      contractStartDate: { type: 'any' },
      deletedDate: { type: 'string' },
    }),
    member: define('member', {
      added: STRING,
      role: { type: ['admin', 'member', 'guest'], required: true },
      projectCount: NUMBER,
      datasets: { type: 'list', items: { type: 'string' }, required: true },
      lastAccessToOrganization: { type: 'string' },
      lastOrganizationProjectAccessed: { type: 'number' },
    }),
    project: define('project', {
      name: STRING,
      description: STRING,
      created: STRING,
      lastAccessed: { type: 'string' },
      lastModified: { type: 'string' },
      lastModificationDetails: { type: 'string' },
      logo: { type: 'string' },
      ownerUserId: { type: 'number' },
      ownerAvatar: { type: 'string' },
      developerProfileUserId: { type: 'number' },
      collaborators: {
        type: 'list',
        items: { type: 'map', properties: { userId: NUMBER, isOwner: BOOLEAN } },
        required: true,
      },
      labelingMethod: { type: ['single_label', 'object_detection', 'label_map'], required: true },
      metadata: { type: 'any', required: true },
      dataExplorerScreenshot: { type: 'string' },
      whitelabelId: { type: 'any' },
      whitelabelName: { type: 'string' },
      tags: { type: 'list', items: { type: 'string' } },
      category: { type: 'string' },
      license: { type: 'string' },
      hasPublicVersion: BOOLEAN,
      isPublic: BOOLEAN,
      allowsLivePublicAccess: BOOLEAN,
      publicProjectListed: BOOLEAN,
      indPauseProcessingSamples: BOOLEAN,
    }),
    user: define('user', {
      username: STRING,
      name: STRING,
      email: STRING,
      photo: { type: 'string' },
      created: STRING,
      lastSeen: { type: 'string' },
      lastTosAcceptanceDate: { type: 'string' },
      staffInfo: {
        type: 'map',
        properties: {
          isStaff: BOOLEAN,
          hasSudoRights: BOOLEAN,
          companyName: { type: 'string' },
        },
        required: true,
      },
      pending: BOOLEAN,
      jobTitle: { type: 'string' },
      companyName: { type: 'string' },
      permissions: { type: 'list', items: { type: 'string' } },
      activated: BOOLEAN,
      mfaConfigured: BOOLEAN,
      stripeCustomerId: { type: 'string' },
      hasPendingPayments: { type: 'boolean' },
      tier: { type: 'string' },
      idps: { type: 'list', items: { type: 'string' } },
    }),
    membership: new Entity(
      {
        model: { entity: 'membership', version: '1', service: 'organizations' },
        attributes: { ...KEYS, GSI1PK: STRING, GSI1SK: STRING },
        indexes: {
          primary,
          byUser: {
            index: 'GSI1',
            pk: { field: 'GSI1PK', composite: ['GSI1PK'], casing: 'none' },
            sk: { field: 'GSI1SK', composite: ['GSI1SK'], casing: 'none' },
          },
        },
      },
      { client, table: TABLE_NAME },
    ),
  };
};

/** Items were not written by ElectroDB, so they lack its marks of ownership. */
const ALL = { pages: 'all', ignoreOwnership: true } as const;

export const createElectrodb: CreateVariant = (requestHandler) => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler }));
  const entities = createEntities(client);
  const readOrganization = async (PK: string) => {
    const [organization, members, projects] = await Promise.all([
      entities.organization.get({ PK, SK: 'ORG' }).go({ ignoreOwnership: true }),
      entities.member.query.primary({ PK }).begins({ SK: 'MEMBER#' }).go(ALL),
      entities.project.query.primary({ PK }).begins({ SK: 'PROJECT#' }).go(ALL),
    ]);
    return { organization: organization.data ?? {}, members: members.data, projects: projects.data };
  };
  return async () => {
    const caller = `USER#${String(CALLER.userId).padStart(16, '0')}`;
    const own = await entities.membership.query.byUser({ GSI1PK: caller }).begins({ GSI1SK: 'ORG#' }).go(ALL);
    const memberKeys = own.data.map(({ PK, SK }) => ({ PK, SK }));
    const [confirmed, ...organizations] = await Promise.all([
      entities.member.get(memberKeys).go({ ignoreOwnership: true, consistent: true }),
      ...memberKeys.map(({ PK }) => readOrganization(PK)),
    ]);
    const users = await entities.user.get(userKeysOf(organizations)).go({ ignoreOwnership: true });
    const roles = new Map(confirmed.data.map(({ PK, role }) => [PK, role]));
    return assemblePlainly(organizations, users.data, roles);
  };
};
