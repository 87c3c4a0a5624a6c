import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { createDeployment } from '../../lib/local/deployment.ts';
import { startGateway } from '../../lib/local/gateway.ts';
import { readTemplate } from '../../lib/local/template.ts';
import { expectAnswer, GATEWAY_CASES } from '../support/gateway-cases.ts';
import { writeGatewayStack } from '../support/gateway-stack.ts';

const resources = new AsyncDisposableStack();
let origin: string;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-cases-'));
  resources.defer(() => rm(directory, { recursive: true }));
  await writeGatewayStack(directory);
  const deployment = createDeployment({
    template: await readTemplate(directory),
    environment: {},
    concurrency: 2,
    adapt: (value) => value,
    onLine: () => {},
    resources,
  });
  const current = async () => deployment;
  const port = await startGateway({ port: 0, current, pageAt: async () => undefined, onRequest: () => {} }, resources);
  origin = `http://127.0.0.1:${port}/cases`;
});
afterAll(() => resources.disposeAsync());

test.for(GATEWAY_CASES)('the local gateway answers $asked as documented', (asked) =>
  expectAnswer(origin, asked, asked),
);
