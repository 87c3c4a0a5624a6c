import { once } from 'node:events';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireConfirmation } from '../../../lib/cli/confirm.ts';
import { portOf } from '../../../lib/local/listen.ts';
import { operate } from '../../support/operate.ts';

afterEach(() => vi.unstubAllEnvs());

const LIST = ['keys', 'list', '--organization', '1'];
const words = (line: string) => line.split(' ').filter(Boolean);

describe('what cannot be understood is said on standard error, with status 2', () => {
  test.each([
    ['', 'Usage: organizations'],
    ['keys', 'Usage: organizations keys'],
    ['kays list', "Unknown command 'kays'\n(Did you mean keys?)"],
    ['keys list', 'Choose whose keys to list: --organization or --all.'],
    ['keys revoke 1', "Required option '--organization <id>' not specified"],
    ['users list --after x', 'Use the value that the previous page printed after --after.'],
    ['users list --limit 0', 'A limit is a whole number from 1 to 999999.'],
    ['keys list --organization x', 'An id is a whole number'],
    ['keys list --organization 1 --organisation 1', "Unknown option '--organisation'"],
    ['keys list --organization 1 more', 'Too many arguments'],
    ['keys issue --organization 1 --name a --role guest', 'It is one of: admin, member.'],
    ['keys issue --organization 1 --name a --role admin --expires soon', 'A time is'],
    ['keys list --organization 1 --port 4800 --table t', "'--table <name>' cannot be used with option '--port <port>'"],
    ['keys list --organization 1 --stack s --table t', "'--table <name>' cannot be used with option '--stack <name>'"],
    ['keys list --organization 1 --stack s --endpoint http://x', "cannot be used with option '--endpoint <url>'"],
    ['--port 65536 keys list --organization 1', 'A port is a number from 1 to 65535.'],
    ['--port 80a keys list --organization 1', 'A port is a number from 1 to 65535.'],
    ['keys list --organization 1 --region eu-west-1', '--region applies to deployed tables only'],
    ['keys list --organization 1 --table t --endpoint nowhere', 'It is not a URL.'],
    ['tokens issue --user 1 --stack s', 'for the local stack only'],
    ['tokens issue --user 1 --expired --expires 1h', 'cannot be used with'],
    ['tokens issue --user 1 --claim a', 'It is written name=value.'],
  ])('%j', async (line, sentence) => {
    const { status, stdout, stderr } = await operate(words(line));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('and help, on standard output, with status 0', async () => {
    for (const line of ['--help', 'keys --help', 'keys issue --help', 'help organizations']) {
      const { status, stdout, stderr } = await operate(words(line));
      expect({ status, stderr }, line).toEqual({ status: 0, stderr: '' });
      expect(stdout, line).toContain('--table <name>');
    }
  });
});

describe('without a table', () => {
  const expectFault = async (parameters: readonly string[], sentence: string) => {
    expect(await operate(parameters)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(`^${sentence}.*\n$`),
    });
  };

  test('there is a hint, where no local stack runs', () =>
    expectFault([...LIST, '--port', '1'], 'No local stack runs on port 1. Start one with `npm start`'));

  test('there is a hint, where something else runs', async () => {
    const server = createServer((_, response) => response.end('<html></html>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String(portOf(server));
    await expectFault([...LIST, '--port', port], `The program on port ${port} is not a local stack.`);
    server.close();
  });

  test('what AWS misses is said', async () => {
    for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
      vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    await expectFault([...LIST, '--table', 't'], 'AWS cannot be reached with this configuration: Region is missing');
    await expectFault(
      [...LIST, '--table', 't', '--region', 'eu-west-1'],
      'AWS cannot be reached with this configuration: Could not load credentials',
    );
    await expectFault(
      [...LIST, '--table', 't', '--profile', 'nobody'],
      'AWS cannot be reached with this configuration: ',
    );
  });
});

describe('a deployed table', () => {
  /** What was asked of AWS: the table's names, and the stacks'. */
  const asked: string[] = [];
  let outputs = '';
  const aws = createServer(async (request, response) => {
    const body = await text(request);
    if (request.headers['x-amz-target'] !== undefined) {
      asked.push(JSON.parse(body).TableName);
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(
        '{"__type":"com.amazonaws.dynamodb#ResourceNotFoundException","message":"Requested resource not found"}',
      );
      return;
    }
    asked.push(new URLSearchParams(body).get('StackName') ?? '');
    const isFound = outputs !== '';
    response.writeHead(isFound ? 200 : 400, { 'content-type': 'text/xml' });
    response.end(isFound ? stacksWith(outputs) : NO_STACK);
  });
  const stacksWith = (members: string) => `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
    <StackName>s</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  const NO_STACK =
    '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id s does not exist</Message></Error></ErrorResponse>';

  beforeAll(async () => {
    aws.listen(0, '127.0.0.1');
    await once(aws, 'listening');
  });
  afterAll(() => {
    aws.closeAllConnections();
    aws.close();
  });

  const ask = (...options: readonly string[]) => {
    asked.length = 0;
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${portOf(aws)}`);
    return operate([...LIST, '--region', 'eu-west-1', ...options]);
  };

  test('is the one that is named, and a fault of it is a sentence', async () => {
    const refused = { status: 1, stdout: '', stderr: 'The table refused a request: Requested resource not found.\n' };
    expect(await ask('--table', 'mine')).toEqual(refused);
    expect(asked).toEqual(['mine']);
    expect(await ask('--table', 'mine', '--endpoint', `http://127.0.0.1:${portOf(aws)}`)).toEqual(refused);
  });

  test('is the one that the stack’s outputs name', async () => {
    const output = (key: string, value: string) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
    outputs = output('ApiUrl', 'https://x') + output('TableName', 'of-the-stack');
    await ask('--stack', 's');
    expect(asked).toEqual(['s', 'of-the-stack']);
    outputs = output('ApiUrl', 'https://x');
    expect(await ask('--stack', 's')).toMatchObject({ status: 1, stderr: 'The stack s has no output TableName.\n' });
    outputs = '';
    expect(await ask('--stack', 's')).toMatchObject({
      status: 1,
      stderr: 'The stack s cannot be read: Stack with id s does not exist.\n',
    });
  });
});

describe('a question', () => {
  const answer = async (keys: string) => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const asked = requireConfirmation('Delete it all?', { stdin, stdout, stderr, isInteractive: true });
    await once(stderr, 'data');
    stdin.write(keys);
    return asked;
  };

  test('is answered by whoever is at the terminal', async () => {
    await expect(answer('y')).resolves.toBeUndefined();
    for (const keys of ['n', '\r', '\u0003'])
      await expect(answer(keys), JSON.stringify(keys)).rejects.toThrow('Nothing was changed.');
  });
});
