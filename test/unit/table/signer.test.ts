import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { keepSigner } from '../../../lib/table/signer.ts';

const createClient = (credentials: object) =>
  new DynamoDBClient({
    region: 'eu-west-1',
    credentials: {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      ...credentials,
    },
  });

const sign = async ({ config }: DynamoDBClient, body: string) => {
  const request = {
    method: 'POST',
    protocol: 'https:',
    hostname: 'dynamodb.eu-west-1.amazonaws.com',
    path: '/',
    headers: { host: 'dynamodb.eu-west-1.amazonaws.com', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    body,
  };
  const signer = await config.signer();
  const signed = await signer.sign(request, { signingDate: new Date('2026-06-01T12:00:00Z') });
  return { signer, headers: signed.headers };
};

test.each([{}, { sessionToken: 'session' }, { secretAccessKey: 'x'.repeat(200) }])(
  'signs as the SDK does, and does not make the signer anew (%j)',
  async (credentials) => {
    const stock = createClient(credentials);
    const kept = createClient(credentials);
    keepSigner(kept);
    const first = await sign(kept, '{"TableName":"é🐝"}');
    const second = await sign(kept, '');
    expect(first.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE.*Signature=[0-9a-f]{64}$/);
    expect(first.headers).toEqual((await sign(stock, '{"TableName":"é🐝"}')).headers);
    expect(second.headers).toEqual((await sign(stock, '')).headers);
    expect(second.signer).toBe(first.signer);
  },
);

test('signs as the SDK does with more secrets than are kept, and with a kept one again', async () => {
  const secrets = Array.from({ length: 12 }, (_, index) => `secret ${index}`);
  for (const secretAccessKey of [...secrets, 'secret 0', 'secret 11']) {
    const kept = createClient({ secretAccessKey });
    keepSigner(kept);
    const { headers } = await sign(kept, '{}');
    expect(headers).toEqual((await sign(createClient({ secretAccessKey }), '{}')).headers);
  }
});

test('signs with the credentials of the moment', async () => {
  let accessKeyId = 'AKIDONE';
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    credentials: async () => ({ accessKeyId, secretAccessKey: 'secret', expiration: new Date(0) }),
  });
  keepSigner(client);
  expect((await sign(client, '')).headers['authorization']).toContain('Credential=AKIDONE/');
  accessKeyId = 'AKIDTWO';
  expect((await sign(client, '')).headers['authorization']).toContain('Credential=AKIDTWO/');
});
