const keyArn = (region: string) => `arn:aws:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

export const REQUIRED_CONTEXT = { issuer: 'https://login.example.com', audience: 'organizations' };

/** The context of a stack for each way in which stacks differ, between them with every option there is. */
export const VARIANTS = {
  default: REQUIRED_CONTEXT,
  dev: { ...REQUIRED_CONTEXT, environment: 'dev', issuer: 'http://localhost:4801', allowedOrigins: '*' },
  sam: { ...REQUIRED_CONTEXT, target: 'sam', allowedOrigins: 'https://app.example.com' },
  everything: {
    ...REQUIRED_CONTEXT,
    jwksUri: 'https://keys.example.com',
    userIdClaim: 'uid',
    stackName: 'Organizations-everything',
    allowedOrigins: 'https://a.example,https://b.example',
    allowedHeaders: 'traceparent,x-request-id',
    region: 'eu-central-1',
    replicas: 'eu-west-1,us-east-1',
    tableKey: 'new',
    replicaKeys: `${keyArn('eu-west-1')},${keyArn('us-east-1')}`,
    domainName: 'api.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
    webAcl: 'true',
    canary: 'true',
    requestsPerSecond: '100',
    requestsPerCredential: '6000',
    reservedConcurrency: '50',
    provisionedConcurrency: '10',
    tracing: '0.01',
    logKey: keyArn('eu-central-1'),
    recordKeyUse: 'true',
    alarmEmail: 'operations@example.com',
  },
  secondRegion: {
    ...REQUIRED_CONTEXT,
    region: 'eu-west-1',
    existingTable: 'Organizations-TableOrganizations-1ABC',
    tableKey: keyArn('eu-west-1'),
    canary: 'false',
    recordKeyUse: 'false',
  },
  restored: {
    ...REQUIRED_CONTEXT,
    existingTable: 'Organizations-restored',
    previousTable: 'Organizations-TableOrganizations-1ABC',
    tableKey: keyArn('eu-west-1'),
    previousTableKey: 'arn:aws:kms:eu-west-1:123456789012:key/4321abcd-12ab-34cd-56ef-1234567890ab',
    canary: 'false',
    recordKeyUse: 'true',
    tracing: '0',
  },
} as const;
