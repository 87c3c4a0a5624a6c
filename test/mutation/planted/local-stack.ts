import type { Fault } from '../fault.ts';

const GATEWAY = ['test/integration/local-gateway.test.ts', 'test/integration/local-gateway-pages.test.ts'];
const CASES = ['test/integration/gateway-cases.test.ts'];
const LOG = ['test/unit/local/request-log.test.ts'];
const REMEMBER = ['test/unit/local/remember-transactions.test.ts'];
const TRANSACTIONS = ['test/integration/transactions.test.ts'];
const DATA = ['test/unit/local/data-directory.test.ts'];
const TEMPLATE = ['test/unit/local/intrinsics.test.ts'];

export const FAULTS: readonly Fault[] = [
  {
    what: 'a policy that denies is not looked at where another one allows',
    file: 'lib/local/authorize.ts',
    search: "effects.includes('Allow') && !effects.includes('Deny')",
    replace: "effects.includes('Allow')",
    tests: GATEWAY,
    named: 'authorizer',
  },
  {
    what: 'a policy about another method allows this one',
    file: 'lib/local/authorize.ts',
    search: '    .filter(({ Resource }) => Resource.some((pattern) => matches(pattern, resource)))\n',
    replace: '',
    tests: GATEWAY,
    named: 'authorizer',
  },
  {
    what: 'the first of two headers is taken, where API Gateway takes the last',
    file: 'lib/local/gateway-event.ts',
    search: 'Object.fromEntries(pairs);',
    replace: 'Object.fromEntries([...pairs].toReversed());',
    tests: ['test/unit/local/gateway-event.test.ts'],
  },
  {
    what: 'headers are named in lower case, whatever the client wrote',
    file: 'lib/local/gateway-event.ts',
    search: "[[name, rawHeaders[index + 1] ?? '']]",
    replace: "[[name.toLowerCase(), rawHeaders[index + 1] ?? '']]",
    tests: ['test/unit/local/gateway-event.test.ts'],
  },
  {
    what: 'an absent query is an empty object, where API Gateway says null',
    file: 'lib/local/gateway-event.ts',
    search: 'Object.keys(value).length === 0 ? null : value',
    replace: 'value',
    tests: ['test/unit/local/gateway-event.test.ts'],
  },
  {
    what: 'a stream of any length is searched for its prelude',
    file: 'lib/local/integrate.ts',
    search: 'start.subarray(0, MAX_PRELUDE_BYTES).indexOf(DELIMITER)',
    replace: 'start.indexOf(DELIMITER)',
    tests: GATEWAY,
  },
  {
    what: 'a header in both forms is sent in one of them only',
    file: 'lib/local/integrate.ts',
    search: 'response.appendHeader(name, value)',
    replace: 'response.setHeader(name, value)',
    tests: CASES,
  },
  {
    what: 'an answer without a content type has none',
    file: 'lib/local/integrate.ts',
    search: "  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');\n",
    replace: '',
    tests: CASES,
  },
  {
    what: 'a malformed answer is a 500, where API Gateway says 502',
    file: 'lib/local/gateway.ts',
    search: 'context, fault.status)',
    replace: 'context)',
    tests: CASES,
  },
  {
    what: 'a larger head is accepted than API Gateway accepts',
    file: 'lib/local/serve-call.ts',
    search: 'const MAX_HEAD_BYTES = 10_240;',
    replace: 'const MAX_HEAD_BYTES = 1_024_000;',
    tests: GATEWAY,
  },
  {
    what: 'an escaped slash is a slash',
    file: 'lib/local/serve-call.ts',
    search: '  if (/%2f/i.test(path)) return undefined;\n',
    replace: '',
    tests: GATEWAY,
  },
  {
    what: 'a template of a gateway response shows what it should not',
    file: 'lib/local/gateway-response.ts',
    search: "return typeof value === 'string' ? value : '';",
    replace: "return String(value ?? '');",
    tests: ['test/unit/local/gateway-response.test.ts'],
  },
  {
    what: 'a type without a response of its own gets that of the other class of errors',
    file: 'lib/local/gateway-response.ts',
    search: "status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'",
    replace: "status <= 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'",
    tests: ['test/unit/local/gateway-response.test.ts'],
  },
  {
    what: 'a credential in a path is printed by the log of requests',
    file: 'lib/local/request-log.ts',
    search: ' && !/ei_|eyJ/i.test(part)',
    replace: '',
    tests: LOG,
  },
  {
    what: 'a long part of a path is printed, whatever it is',
    file: 'lib/local/request-log.ts',
    search: 'part.length <= MAX_SHOWN_LENGTH && ',
    replace: '',
    tests: LOG,
  },
  {
    what: 'an answer that broke off looks like any other in the log',
    file: 'lib/local/request-log.ts',
    search: "isWhole ? '' : ",
    replace: "!isWhole ? '' : ",
    tests: LOG,
  },
  {
    what: 'a transaction with a token is made twice',
    file: 'lib/local/transactions/remember-transactions.ts',
    search: 'if (before !== undefined) return answerAgain(before, text);',
    replace: '',
    tests: REMEMBER,
  },
  {
    what: 'a token is taken for another transaction',
    file: 'lib/local/transactions/remember-transactions.ts',
    search: 'if (before.text !== text) {',
    replace: 'if (before.text === undefined) {',
    tests: REMEMBER,
  },
  {
    what: 'a transaction that failed keeps its token',
    file: 'lib/local/transactions/remember-transactions.ts',
    search: '      byToken.delete(token);\n      throw error;',
    replace: '      throw error;',
    tests: REMEMBER,
  },
  {
    what: 'transactions do not lock their items',
    file: 'lib/local/transactions/transact.ts',
    search: 'lock([...keys], ',
    replace: 'lock([`${Math.random()}`], ',
    tests: TRANSACTIONS,
  },
  {
    what: 'transactions wait for each other only, not for single writes',
    file: 'lib/local/transactions/transact.ts',
    search: 'lock([...keys], ',
    replace: 'lock([...keys].map((key) => `transaction ${key}`), ',
    tests: TRANSACTIONS,
  },
  {
    what: 'a folder of the operator is taken for that of the table',
    file: 'lib/local/data-directory.ts',
    search: 'if (names.length > 0 && !names.includes(MARKER)) {',
    replace: 'if (names.includes(MARKER) && names.length === 0) {',
    tests: DATA,
  },
  {
    what: 'the folder of the table can be read by everybody',
    file: 'lib/local/data-directory.ts',
    search: '    await chmod(directory, 0o700);\n',
    replace: '',
    tests: DATA,
  },
  {
    what: '--data is unusable after a start that was interrupted',
    file: 'lib/local/data-directory.ts',
    search: "    await writeFile(marker, '', { flag: 'a' });\n",
    replace:
      "    if (names.length === 0) await mkdir(join(directory, 'table'));\n    else await writeFile(marker, '', { flag: 'a' });\n",
    tests: DATA,
  },
  {
    what: 'an interrupted start is taken for a complete one',
    file: 'lib/local/data-directory.ts',
    search: "completeTable: await readFile(marker, 'utf8'),",
    replace: "completeTable: (await readFile(marker, 'utf8')) || 'Organizations',",
    tests: DATA,
  },
  {
    what: 'a reference that nothing has is an empty text',
    file: 'lib/local/intrinsics.ts',
    search: '  if (!resource) throw new Error(`Ref to ${id} is not understood`);\n',
    replace: "  if (!resource) return '';\n",
    tests: TEMPLATE,
  },
  {
    what: 'parts are joined by commas, whatever the template says',
    file: 'lib/local/intrinsics.ts',
    search: 'join(String(separator))',
    replace: "join(',')",
    tests: TEMPLATE,
  },
];
