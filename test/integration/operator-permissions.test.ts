import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { describeStack } from '../../lib/local/describe-stack.ts';
import { portOf } from '../../lib/local/listen.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { encodeMember } from '../../lib/table/encode.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { buildMember } from '../support/build-records.ts';
import { operate } from '../support/operate.ts';
import { startTableProxy, type TableProxy, type TableRequest } from '../support/table-proxy.ts';

const DEPLOYING = readFileSync(join(import.meta.dirname, '../../cdk/DEPLOYING.md'), 'utf8');

/** What is only asked of a deployed table (which one it is, how it is protected), and a condition's key. */
const NOT_RECORDED = new Set(['DescribeTable', 'DescribeContinuousBackups', 'LeadingKeys']);

/** The actions of a row of the table under "Permissions": on the table, and on its index. */
const documentedActions = (who: string) => {
  const [, section = ''] = DEPLOYING.split('\n## Permissions\n');
  const row = section.split('\n').find((line) => line.startsWith(`| ${who}`)) ?? '';
  const [, , onTable = '', onIndex = ''] = row.split('|');
  const actionsIn = (cell: string) =>
    [...cell.matchAll(/`(?:dynamodb:)?([A-Z]\w+)`/g)]
      .map(([, action = '']) => action)
      .filter((name) => !NOT_RECORDED.has(name));
  return { table: new Set(actionsIn(onTable)), index: new Set(actionsIn(onIndex)) };
};

/** The actions that IAM checks for a request: a transaction needs those of its parts. */
const actionsOf = ({ operation, input }: TableRequest): string[] => {
  if (operation !== 'TransactWriteItems') return [operation];
  const parts = JSON.parse(JSON.stringify(input['TransactItems'] ?? []));
  const names: Readonly<Record<string, string>> = {
    ...{ Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheckItem' },
  };
  return parts.flatMap((part: object) => Object.keys(part).map((name) => names[name] ?? name));
};

let stack: LocalStack;
let proxy: TableProxy;
/** Describes the stack as it is, but for a table that is reached through the proxy. */
const description = createServer((_, response) => {
  response.end(JSON.stringify({ ...JSON.parse(describeStack(stack)), dynamodb: proxy.url }));
});
beforeAll(async () => {
  stack = await startLocalStack({ assembly: inject('assembly') });
  proxy = await startTableProxy();
  proxy.upstream = stack.dynamodb;
  description.listen(0, '127.0.0.1');
  await once(description, 'listening');
});
afterAll(async () => {
  description.close();
  await proxy.close();
  await stack.close();
});

/** Runs commands and says which actions they needed. */
const record = async (commands: readonly string[], input = '') => {
  proxy.reset();
  for (const command of commands) {
    const { status, stderr } = await operate([...command.split(' '), '--port', String(portOf(description)), '--yes'], {
      input,
    });
    expect([command, status], stderr).toEqual([command, 0]);
  }
  const on = (isIndex: boolean) =>
    new Set(
      proxy.requests
        .filter(({ input: { IndexName } }) => (IndexName !== undefined) === isIndex)
        .flatMap(actionsOf)
        .filter((name) => !NOT_RECORDED.has(name)),
    );
  return { table: on(false), index: on(true) };
};

describe('cdk/DEPLOYING.md gives exactly the permissions that are needed by', () => {
  test('commands that read', async () => {
    const needed = await record([
      ...['organizations list', 'organizations show 42', 'projects list 42', 'trials list', 'export'],
      ...['users list', 'users find 970', 'users show 970', 'keys list --all', 'keys list --organization 42'],
      ...['users data 970', 'check', 'check 42'],
    ]);
    expect(needed).toEqual(documentedActions('commands that read'));
  });

  test('commands for keys', async () => {
    const needed = await record([
      'keys issue --organization 42 --name ci --role member',
      'keys list --organization 42',
      'keys rotate 501 --organization 42',
      'keys revoke 502 --organization 42',
    ]);
    expect(needed).toEqual(documentedActions('commands for keys'));
    const written = proxy.requests.flatMap(({ operation, input }) =>
      operation === 'TransactWriteItems' || operation === 'UpdateItem'
        ? JSON.stringify(input).match(/"(ORG|KEY|USER)#/g)
        : [],
    );
    expect(new Set(written)).toEqual(new Set(['"ORG#', '"KEY#']));
  });

  test('commands that change users and organizations, and the import', async () => {
    const answer = (await operate(['export', '42', '--port', new URL(stack.url).port])).stdout;
    const identity = '--issuer https://id.example.com --subject ada';
    const needed = await record(
      [
        'users add 8500 --username ada --name Ada --email ada@example.com',
        ...['users disable 8500', 'users enable 8500', 'users revoke-tokens 8500'],
        ...[`users link 8500 ${identity}`, `users unlink 8500 ${identity}`],
        ...['users relink --from-issuer https://id.example.com --to-issuer https://new.example.com'],
        ...['organizations create 8501 --name Acme --admin 8500', 'organizations rename 8501 Acme2'],
        ...['organizations add-member 8501 970 --role admin', 'organizations set-role 8501 8500 member'],
        ...['organizations remove-member 8501 8500', 'trials start 8501 --expires 1d', 'trials upgrade 8501'],
        ...['organizations delete 8501', 'organizations restore 8501', 'trials expire', 'import -'],
        'users erase 8500',
      ],
      answer.replace('"name":"', '"name":"New '),
    );
    expect(needed).toEqual(documentedActions('commands that change'));
  });

  test('check --fix', async () => {
    const member = encodeMember(buildMember({ organizationId: 42, userId: 970, role: 'admin' }));
    await putItems(stack.client, stack.tableName, [{ ...member, GSI1SK: { S: 'nowhere' } }]);
    expect(await record(['check --fix', 'check 42 --fix'])).toEqual(documentedActions('`check --fix`'));
  });

  test('verify', async () => {
    expect(await record(['verify'])).toEqual(documentedActions('`verify`'));
  });
});
