import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { portOf } from '../../../lib/local/listen.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeIdentity, encodeUser } from '../../../lib/table/encode.ts';
import { buildUser } from '../../support/build-records.ts';
import { type IssuerServer, startIssuerServer } from '../../support/issuer-server.ts';
import { operate } from '../../support/operate.ts';
import { buildIssuer } from '../../support/trusted-issuers.ts';

/** The value of the stack's output; undefined where the stack has none. */
let output: string | undefined;
let items: readonly Attributes[] = [];
let asked: string[] = [];
let issuer: IssuerServer;

const escapeXml = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const describeOutput = (name: string, value: string) =>
  `<member><OutputKey>${name}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`;
const describeStack = () => `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
  <StackName>Organizations</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime>
  <StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${describeOutput('TableName', 'Organizations-1')}
  ${output === undefined ? '' : describeOutput('Issuers', output)}</Outputs>
  </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

/** CloudFormation's DescribeStacks, and DynamoDB's GetItem. */
const aws = createServer(async (request, response) => {
  const body = await text(request);
  if (request.headers['x-amz-target'] === undefined) {
    asked.push(new URLSearchParams(body).get('StackName') ?? '');
    response.writeHead(200, { 'content-type': 'text/xml' }).end(describeStack());
    return;
  }
  const { TableName, Key } = JSON.parse(body);
  asked.push(TableName);
  const Item = items.find(({ PK, SK }) => PK?.S === Key.PK.S && SK?.S === Key.SK.S);
  const ConsumedCapacity = { TableName, CapacityUnits: 1 };
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ Item, ConsumedCapacity }));
});

beforeAll(async () => {
  aws.listen(0, '127.0.0.1');
  await once(aws, 'listening');
  issuer = await startIssuerServer();
  const identity = { issuer: issuer.url, claim: 'sub', value: 'ada' };
  const created = '2026-01-01T00:00:00Z';
  items = [encodeUser(buildUser({ id: 970 })), encodeIdentity({ ...identity, userId: 970, created })];
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  aws.closeAllConnections();
  aws.close();
  await issuer.close();
});

const explain = async (claims: object) => {
  asked = [];
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${portOf(aws)}`);
  const token = await issuer.sign({ sub: 'ada', ...claims });
  const options = ['--stack', 'Organizations', '--region', 'eu-west-1'];
  const outcome = await operate(['tokens', 'explain', ...options], { input: token });
  for (const part of token.split('.')) expect(outcome.stdout + outcome.stderr).not.toContain(part);
  return outcome;
};

describe('a token is explained by a deployed stack', () => {
  test('by the issuers of its output, and the users of its table', async () => {
    output = JSON.stringify([buildIssuer({ issuer: issuer.url, users: 'linked' })]);
    expect(await explain({})).toMatchObject({ status: 0, stderr: '' });
    expect((await explain({})).stdout).toContain('The token is accepted: it belongs to user 970.');
    expect(asked).toEqual(['Organizations', 'Organizations', 'Organizations-1', 'Organizations-1']);
    expect((await explain({ sub: 'eve' })).stdout).toContain('refused by the rule not-linked');
    expect((await explain({ aud: 'x' })).stdout).toContain('it needs aud of "organizations"');
  });

  test('whose issuers are others', async () => {
    output = JSON.stringify([buildIssuer()]);
    expect((await explain({})).stdout).toContain(`refused by the rule unknown-issuer`);
    output = '[]';
    expect((await explain({})).stdout).toContain(`refused by the rule unknown-issuer`);
  });
});

test('a stack without the output says to deploy it', async () => {
  output = undefined;
  expect(await explain({})).toEqual({
    status: 1,
    stdout: '',
    stderr: 'The stack Organizations has no output Issuers. Deploy the stack with this version first.\n',
  });
});

test.each(['{"issuer', 'null', '{}', '[{"issuer":"https://a.example"}]', '[{"later":"option"}]'])(
  'an output of %s is refused with a sentence',
  async (value) => {
    output = value;
    expect(await explain({})).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'The output Issuers of the stack Organizations is not a list of issuers that this version knows. ' +
        'Use the version that deployed the stack, or deploy it with this one.\n',
    });
  },
);
