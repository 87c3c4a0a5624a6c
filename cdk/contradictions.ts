import { type Context, EXAMPLE, type Name } from './context.ts';
import { ENVIRONMENTS } from './environments.ts';

const regionOf = (arn: string) => arn.split(':')[3] ?? '';
const forDeployments = (name: Name, isGiven: (context: Context) => boolean) => ({
  name,
  error: 'does not apply to target=sam (sam local); leave one of the two out',
  instead: 'target=aws',
  contradicts: (context: Context) => context.target === 'sam' && isGiven(context),
});

type Contradiction = {
  readonly name: Name;
  readonly error: string;
  /** What to write, where the name's own example would not help. */
  readonly instead?: string;
  readonly contradicts: (context: Context) => boolean;
};

/** What is wrong though each name alone is right. */
export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    name: 'certificateArn',
    error: 'is needed for domainName: a certificate of that domain in the region of the stack',
    contradicts: ({ domainName, certificateArn }) => domainName !== undefined && certificateArn === undefined,
  },
  {
    name: 'certificateArn',
    error: 'must be in the region of the stack',
    contradicts: ({ region, certificateArn }) => !!region && !!certificateArn && regionOf(certificateArn) !== region,
  },
  {
    name: 'domainName',
    error: 'is needed for certificateArn and hostedZoneId',
    contradicts: ({ domainName, certificateArn, hostedZoneId }) => !domainName && !!(certificateArn ?? hostedZoneId),
  },
  {
    name: 'region',
    error: 'is needed for replicas: the region of the stack',
    contradicts: ({ replicas, region }) => replicas.length > 0 && region === undefined,
  },
  {
    name: 'replicas',
    error: 'must be regions other than that of the stack, each once',
    contradicts: ({ replicas, region = '' }) => new Set([...replicas, region]).size <= replicas.length,
  },
  {
    name: 'existingTable',
    error: 'is a table that this stack does not manage: leave out replicas or existingTable',
    instead: 'replicas=',
    contradicts: ({ existingTable, replicas }) => existingTable !== undefined && replicas.length > 0,
  },
  ...(['maxReadUnits', 'warmReadUnits'] as const).map((name) => ({
    name: 'existingTable' as const,
    error: `is a table that this stack does not manage: leave out ${name} or existingTable`,
    contradicts: ({ existingTable, [name]: units }: Context) => existingTable !== undefined && units !== undefined,
  })),
  {
    name: 'warmReadUnits',
    error: 'must be at most maxReadUnits: the table refuses what is beyond those',
    contradicts: ({ warmReadUnits = 0, maxReadUnits = Number.POSITIVE_INFINITY }) => warmReadUnits > maxReadUnits,
  },
  {
    name: 'tableKey',
    error: 'must be the ARN of the key that existingTable is encrypted with, or left out',
    instead: `tableKey=${EXAMPLE.replicaKeys}`,
    contradicts: ({ existingTable, tableKey }) => existingTable !== undefined && tableKey === 'new',
  },
  {
    name: 'tableKey',
    error: 'must be in the region of the stack',
    contradicts: ({ region, tableKey = 'new' }) => !!region && tableKey !== 'new' && regionOf(tableKey) !== region,
  },
  {
    name: 'region',
    error: 'is needed for tableKey: the region of the key and of the stack',
    contradicts: ({ tableKey, existingTable, region }) => !!tableKey && !existingTable && region === undefined,
  },
  {
    name: 'recordKeyUse',
    // Of two regions that write one item the later one wins it whole: a use recorded in one could undo a revocation in another.
    error: 'must be given with replicas or existingTable: false, unless every revocation is made in this region',
    instead: 'recordKeyUse=false',
    contradicts: ({ replicas, existingTable, recordKeyUse }) =>
      (replicas.length > 0 || existingTable !== undefined) && recordKeyUse === undefined,
  },
  {
    name: 'previousTable',
    error: 'is the table that existingTable replaces: give both, and let them differ',
    contradicts: ({ existingTable, previousTable }) =>
      previousTable !== undefined && (existingTable === undefined || existingTable === previousTable),
  },
  {
    name: 'previousTableKey',
    error: 'is the key of previousTable: give both',
    contradicts: ({ previousTable, previousTableKey }) => previousTableKey !== undefined && previousTable === undefined,
  },
  {
    name: 'canary',
    error: 'must be false with previousTable, or old and new code would answer from two tables',
    instead: 'canary=false',
    contradicts: ({ previousTable, canary, environment }) =>
      previousTable !== undefined && (canary ?? ENVIRONMENTS[environment].canary),
  },
  ...(['previousTableKey', 'logKey'] as const).map((name) => ({
    name,
    error: 'must be in the region of the stack',
    contradicts: ({ region, [name]: key }: Context) => !!region && !!key && regionOf(key) !== region,
  })),
  {
    name: 'requestsPerCredential',
    error: 'needs the web ACL',
    instead: 'webAcl=true',
    contradicts: ({ requestsPerCredential, webAcl }) => requestsPerCredential !== undefined && webAcl !== true,
  },
  {
    name: 'provisionedConcurrency',
    error: 'must be at most half of reservedConcurrency: while a deployment runs, the old and the new code have it',
    contradicts: ({ provisionedConcurrency = 0, reservedConcurrency = Number.POSITIVE_INFINITY }) =>
      provisionedConcurrency * 2 > reservedConcurrency,
  },
  {
    name: 'replicaKeys',
    error: 'must be one key in each region of replicas, if there is a tableKey, and none otherwise',
    contradicts: ({ tableKey, replicas, replicaKeys }) =>
      replicaKeys.map(regionOf).sort().join() !== (tableKey === undefined ? '' : [...replicas].sort().join()),
  },
  forDeployments('domainName', ({ domainName }) => domainName !== undefined),
  forDeployments('webAcl', ({ webAcl }) => webAcl === true),
  forDeployments('canary', ({ canary }) => canary === true),
  forDeployments('replicas', ({ replicas }) => replicas.length > 0),
  forDeployments('provisionedConcurrency', ({ provisionedConcurrency }) => provisionedConcurrency !== undefined),
];
