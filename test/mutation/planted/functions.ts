import type { Fault } from '../fault.ts';

const LIST = ['test/unit/functions/list-organizations.test.ts'];
const AUTHORIZER = ['test/unit/functions/authorizer.test.ts'];
const EVENT = ['test/unit/functions/event.test.ts'];
const EXPIRE = ['test/isolated/functions/expire-trials.test.ts'];
const HANDLERS = ['test/isolated/functions/handlers.test.ts'];

export const FAULTS: readonly Fault[] = [
  {
    what: 'the reserve for ending an answer is added to its time: it is cut without its end',
    file: 'functions/list-organizations/list-organizations.ts',
    search: 'getRemainingTime() - RESERVED_TIME_MS',
    replace: 'getRemainingTime() + RESERVED_TIME_MS',
    tests: LIST,
  },
  {
    what: 'no time is left for ending an answer',
    file: 'functions/list-organizations/list-organizations.ts',
    search: 'const RESERVED_TIME_MS = 1500;',
    replace: 'const RESERVED_TIME_MS = 0;',
    tests: LIST,
  },
  {
    what: "the daily job's reserve is added to its time instead of taken from it",
    file: 'functions/expire-trials/handler.ts',
    search: 'context.getRemainingTimeInMillis() - RESERVED_TIME_MS',
    replace: 'context.getRemainingTimeInMillis() + RESERVED_TIME_MS',
    tests: EXPIRE,
  },
  {
    what: 'the daily job may delete a million organizations at once',
    file: 'functions/expire-trials/handler.ts',
    search: 'const MAX_TRIALS = 10_000;',
    replace: 'const MAX_TRIALS = 1_000_000;',
    tests: EXPIRE,
  },
  {
    what: 'the timer is kept after the answer',
    file: 'functions/list-organizations/list-organizations.ts',
    search: '  const onEnd = (ending: string): void => {\n    clearTimeout(timer);\n',
    replace: '  const onEnd = (ending: string): void => {\n',
    tests: LIST,
  },
  {
    what: 'the timer of the start is kept, and ends the answer later',
    file: 'functions/list-organizations/list-organizations.ts',
    search: '.finally(() => clearTimeout(startTimer))',
    replace: '',
    tests: LIST,
  },
  {
    what: 'reads go on after the client has left',
    file: 'functions/list-organizations/list-organizations.ts',
    search: '    reading.abort(ANSWER_CLOSED);\n    destroy(error, done);\n',
    replace: '    destroy(error, done);\n',
    tests: LIST,
  },
  {
    what: 'a client that left counts as a partial answer',
    file: 'functions/list-organizations/list-organizations.ts',
    search: '    if (body?.destroyed) return text;\n',
    replace: '',
    tests: LIST,
  },
  {
    what: 'a client that left is logged as a success',
    file: 'functions/list-organizations/list-organizations.ts',
    search: "onEnd(stream.readableEnded ? outcome : 'client-gone')",
    replace: 'onEnd(outcome)',
    tests: LIST,
  },
  {
    what: 'the client of the first organization waits for ten seconds',
    file: 'functions/list-organizations/list-organizations.ts',
    search: 'const START_LIMIT_MS = 2600;',
    replace: 'const START_LIMIT_MS = 10_000;',
    tests: LIST,
  },
  {
    what: 'a partial answer is counted without its kind',
    file: 'functions/list-organizations/list-organizations.ts',
    search: 'telemetry.count(METRIC.partialAnswers, 1, { kind: code });',
    replace: 'telemetry.count(METRIC.partialAnswers, 1);',
    tests: LIST,
  },
  {
    what: 'a second value of the parameter is not looked at',
    file: 'functions/list-organizations/event.ts',
    search: "  if (others.length > 0) throw new BadParameterError('The parameter projects is given more than once');\n",
    replace: '',
    tests: EVENT,
  },
  {
    what: 'a misspelt parameter is ignored, and projects are sent that nobody wanted',
    file: 'functions/list-organizations/event.ts',
    search: String.raw`/^\[?projects\]?(\[.*)?$/is`,
    replace: String.raw`/^\[?projects\]?(\[.*)?$/s`,
    tests: EVENT,
  },
  {
    what: 'a denial has no reason in the metric',
    file: 'functions/authorizer/authorizer.ts',
    search: 'telemetry.count(METRIC.denials, 1, { reason: denial });',
    replace: 'telemetry.count(METRIC.denials, 1);',
    tests: AUTHORIZER,
  },
  {
    what: 'a decision is about every method of the API',
    file: 'functions/authorizer/authorizer.ts',
    search: 'Effect: effect, Resource: methodArn }',
    replace: "Effect: effect, Resource: methodArn.replace(/[^/]+$/, '*') }",
    tests: AUTHORIZER,
  },
  {
    what: 'only the last of two headers is seen',
    file: 'functions/authorizer/authorizer.ts',
    search: 'multiValueHeaders ?? Object.fromEntries(',
    replace: 'Object.fromEntries(',
    tests: AUTHORIZER,
  },
  {
    what: 'a dry run of the daily job counts what it did not delete',
    file: 'functions/expire-trials/report-expired-trials.ts',
    search: '  if (!dryRun) {\n',
    replace: '  if (counts) {\n',
    tests: EXPIRE,
  },
  {
    what: 'a run that met a broken item counts as finished',
    file: 'functions/expire-trials/report-expired-trials.ts',
    search: 'isComplete && counts.broken === 0 ? 0 : 1',
    replace: 'isComplete ? 0 : 1',
    tests: EXPIRE,
  },
  {
    what: 'the authorizer writes when a key was used although it is told not to',
    file: 'functions/authorizer/handler.ts',
    search: "environment.RECORD_KEY_USE === 'true' ? useRecording : undefined",
    replace: 'environment.RECORD_KEY_USE ? useRecording : undefined',
    tests: HANDLERS,
  },
  {
    what: 'an outage of the authorizer is counted as internal, whatever it was',
    file: 'functions/authorizer/handler.ts',
    search: 'telemetry.count(METRIC.failedAuthentications, 1, { kind: code });',
    replace: "telemetry.count(METRIC.failedAuthentications, 1, { kind: 'internal' });",
    tests: HANDLERS,
  },
  {
    what: 'a bad parameter counts as a failed request',
    file: 'functions/list-organizations/handler.ts',
    search: 'if (publicError.status < 500)',
    replace: 'if (publicError.status < 400)',
    tests: HANDLERS,
  },
  {
    what: 'a short answer that is not compressed is sent as text up to a length that middy splits',
    file: 'functions/list-organizations/handler.ts',
    search: 'body.length <= TEXT_LIMIT ? `${body}`',
    replace: 'body.length <= 64 * TEXT_LIMIT ? `${body}`',
    tests: ['test/isolated/functions/whole-answer.test.ts'],
  },
];
