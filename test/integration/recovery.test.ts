/** The procedures of `cdk/RUNBOOK.md`, as far as they can be rehearsed without AWS. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { authenticate } from '../../lib/auth/authenticate.ts';
import { STALENESS_BOUND_MS } from '../../lib/auth/jwks.ts';
import { trustIssuers } from '../../lib/auth/trust-issuers.ts';
import { generateApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import { listen } from '../../lib/local/listen.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { fillTable } from '../../lib/local/table.ts';
import { readTemplate } from '../../lib/local/template.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { encodeApiKey } from '../../lib/table/encode.ts';
import { apiKeyKey, organizationKey } from '../../lib/table/keys.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { buildApiKey, NOW } from '../support/build-records.ts';
import { createTestIssuer } from '../support/tokens.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

const startStack = async (options: Parameters<typeof startLocalStack>[0] = {}) => {
  const stack = await startLocalStack({ assembly: inject('assembly'), ...options });
  resources.defer(stack.close);
  return stack;
};

const list = async ({ url }: LocalStack, key: string) => {
  const response = await fetch(`${url}/api/organizations`, { headers: { 'x-api-key': key } });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: await response.text() };
};

const sampleKey = ({ credentials }: LocalStack, as: string): string =>
  credentials.find((credential) => credential.kind === 'key' && credential.as === as)?.value ?? expect.fail(as);

const toAttributes = (key: Readonly<Record<string, string>>): Attributes =>
  Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }]));

describe('after a loss of data', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startStack();
  });

  /** What restoring from a backup makes: a new table of the same schema with the items of some moment. */
  const restoreTo = async (name: string) => {
    const { table } = await readTemplate(inject('assembly').directory);
    const pages = paginateScan({ client: stack.client }, { TableName: stack.tableName });
    const items = async function* () {
      for await (const { Items = [] } of pages) yield* Items;
    };
    await fillTable(stack.client, { ...table, name }, items(), undefined);
  };

  /** What deploying with `-c existingTable=…` changes. */
  const deployOver = (table: string) => {
    const environment = { TABLE_NAME: table, AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb };
    return startStack({ functionEnvironment: { Authorizer: environment, ListOrganizations: environment } });
  };

  test('a deployment over the restored table answers as before, byte for byte', async () => {
    const key = sampleKey(stack, 'admin');
    const before = await list(stack, key);
    expect(before.status).toBe(200);
    await restoreTo('restored');

    const { organizations } = JSON.parse(before.body);
    const lost = toAttributes(organizationKey(organizations[0].id));
    await stack.client.send(new DeleteItemCommand({ TableName: stack.tableName, Key: lost }));
    expect((await list(stack, key)).body).toBe('{"organizations":[],"success":true}');

    const restored = await deployOver('restored');
    expect(await list(restored, key)).toEqual(before);
  });

  test('keys that were revoked after the moment of the backup have to be revoked again', async () => {
    const key = sampleKey(stack, 'member');
    await restoreTo('restored-earlier');
    await revoke(stack, key);
    expect((await list(stack, key)).status).toBe(401);
    const restored = await deployOver('restored-earlier');
    expect((await list(restored, key)).status).toBe(200);
    await revoke({ ...stack, tableName: 'restored-earlier' }, key);
    expect((await list(restored, key)).status).toBe(401);
  });
});

const revoke = async ({ client, tableName }: LocalStack, key: string) => {
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: toAttributes(apiKeyKey(hashApiKey(key))),
      UpdateExpression: 'SET revoked = :now',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':now': { S: new Date().toISOString() } },
    }),
  );
};

test('a leaked API key is refused from the next request on; its replacement and all other keys go on', async () => {
  const stack = await startStack();
  const [leaked, other] = [sampleKey(stack, 'admin'), sampleKey(stack, 'admin of another organization')];
  const before = await list(stack, leaked);
  expect(before.status).toBe(200);

  const replacement = generateApiKey();
  const { id } = JSON.parse(before.body).organizations[0];
  const record = buildApiKey({ hash: hashApiKey(replacement), keyId: 900, organizationId: id, role: 'admin' });
  await putItems(stack.client, stack.tableName, [encodeApiKey(record)]);
  await revoke(stack, leaked);

  expect(await list(stack, leaked)).toMatchObject({
    status: 401,
    body: '{"success":false,"error":"Invalid API key"}',
  });
  expect(await list(stack, replacement)).toEqual(before);
  expect((await list(stack, other)).status).toBe(200);
});

test('a runaway client is throttled with a time to try again; without its key it costs no read of organizations', async () => {
  const lines: string[] = [];
  const directory = await copyAssembly({ ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 });
  const stack = await startStack({
    assembly: { ...inject('assembly'), directory },
    onLine: (line) => lines.push(line),
  });
  const [runaway, other] = [sampleKey(stack, 'admin'), sampleKey(stack, 'admin of another organization')];
  const flood = async () => Promise.all(Array.from({ length: 20 }, () => list(stack, runaway)));

  const answers = await flood();
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
  const throttled = answers.filter(({ status }) => status !== 200);
  expect(throttled.length).toBeGreaterThan(0);
  for (const { status, retryAfter, body } of throttled) {
    expect({ status, retryAfter }).toEqual({ status: 429, retryAfter: '1' });
    expect(JSON.parse(body)).toEqual({ success: false, error: expect.stringContaining('Too many requests') });
  }

  await revoke(stack, runaway);
  const listed = () => lines.filter((line) => line.startsWith('[ListOrganizations]')).length;
  const before = listed();
  const refused = await flood();
  expect(refused.map(({ status }) => status)).not.toContain(200);
  expect(listed()).toBe(before);
  await expect.poll(async () => (await list(stack, other)).status).toBe(200);
});

/** The synthesized stack with other limits for its stage, as `-c requestsPerSecond=…` sets them. */
const copyAssembly = async (limits: Readonly<Record<string, number>>) => {
  const directory = await mkdtemp(join(tmpdir(), 'recovery-test-'));
  resources.defer(() => rm(directory, { recursive: true }));
  await cp(inject('assembly').directory, directory, { recursive: true });
  const file = join(directory, 'Organizations.template.json');
  let template = await readFile(file, 'utf8');
  for (const [name, limit] of Object.entries(limits)) {
    template = template.replace(new RegExp(`("${name}": )\\d+`), `$1${limit}`);
    expect(template).toContain(`"${name}": ${limit}`);
  }
  await writeFile(file, template);
  return directory;
};

test("the issuer's keys are rotated without refusing anybody, and the old one is not trusted for ever", async () => {
  const [old, next] = [await createTestIssuer('old'), await createTestIssuer('next')];
  let published: object[] = [];
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: published })));
  const uri = `http://localhost:${await listen(server, 0, resources)}`;
  let now = NOW;
  const issuers = trustIssuers([buildIssuer({ jwksUri: uri })], () => now);
  const authenticateBy = async ({ sign }: typeof old) => {
    const issuedAt = now / 1000;
    const token = await sign({
      iss: 'https://login.example.com',
      aud: 'organizations',
      sub: '42',
      iat: issuedAt,
      exp: issuedAt + 600,
    });
    return authenticate(
      { 'x-jwt-token': [token] },
      {
        readApiKey: async () => undefined,
        useRecording: undefined,
        readUserAccount: async () => ({ activated: true }),
        readLinkedUser: async () => undefined,
        issuers,
        now: () => now,
      },
    );
  };
  const user = { principalKind: 'user', userId: 42 };

  published = [old.jwk];
  expect(await authenticateBy(old)).toEqual(user);
  // 1. publish both
  published = [old.jwk, next.jwk];
  expect(await authenticateBy(old)).toEqual(user);
  // 2. sign with the new one, once everybody may have fetched it
  now += STALENESS_BOUND_MS;
  expect(await authenticateBy(next)).toEqual(user);
  expect(await authenticateBy(old)).toEqual(user);
  // 3. withdraw the old one, once its last token has expired
  published = [next.jwk];
  now += STALENESS_BOUND_MS;
  expect(await authenticateBy(old)).toMatchObject({ denial: 'invalidToken', rule: 'no-key' });
  expect(await authenticateBy(next)).toEqual(user);
});
