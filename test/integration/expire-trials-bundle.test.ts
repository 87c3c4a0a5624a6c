import { text } from 'node:stream/consumers';
import { expect, inject, test } from 'vitest';
import { FunctionProcess } from '../../lib/local/function-process.ts';
import { startLocalStack } from '../../lib/local/stack.ts';
import { readTemplate } from '../../lib/local/template.ts';
import { encodeOrganization } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { organizationKey } from '../../lib/table/keys.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { RECORDED_METRICS } from '../infrastructure/recorded-metrics.ts';
import { buildOrganization, daysFromNow } from '../support/build-records.ts';

test('the bundled function does it as Lambda would run it', async () => {
  await using resources = new AsyncDisposableStack();
  const stack = await startLocalStack({ assembly: inject('assembly') });
  resources.defer(stack.close);
  const id = 5_001;
  await putItems(stack.client, stack.tableName, [
    encodeOrganization(buildOrganization({ id, trialId: 1, trialExpiredDate: daysFromNow(-31) })),
  ]);
  const { functions } = await readTemplate(inject('assembly').directory);
  const [, definition] = [...functions].find(([name]) => name.startsWith('ExpireTrials')) ?? [];
  if (definition === undefined) throw new Error('the template has no such function');
  const lines: string[] = [];
  const environment = { ...definition.Environment.Variables, AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb };
  const process = new FunctionProcess({
    ...{ name: 'ExpireTrials', definition, environment, concurrency: 1, resources },
    onLine: (line) => lines.push(line),
  });
  const answer = await process.invoke({ event: {}, requestId: 'r', signal: new AbortController().signal });
  expect(JSON.parse(await text(answer))).toMatchObject({ isComplete: true, dryRun: false });
  const item = await getItem({ client: stack.client, name: stack.tableName }, organizationKey(id));
  expect(item).toHaveProperty('deletedDate');
  const metrics = lines.flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line.slice(line.indexOf('{')))] : []));
  for (const name of ['ExpiredTrials', 'UnfinishedRuns']) {
    expect(metrics.find((metric) => name in metric)).toMatchObject(RECORDED_METRICS[name] ?? {});
  }
});
