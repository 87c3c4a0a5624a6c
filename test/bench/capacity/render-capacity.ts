import type { Capacity } from './compute-capacity.ts';
import { alignColumns, formatBytes, formatPrecise, formatShare, formatWhole } from './format-figures.ts';
import type { Question } from './parse-options.ts';
import { QUOTAS } from './quotas.ts';

const renderQuestion = (question: Question, { hottest, rate }: Capacity): string => {
  const { organizations, projects, members } = question;
  return [
    `Organizations: ${formatWhole(organizations)}; projects of each: ${formatWhole(projects)}; members of each: ${formatWhole(members)}`,
    `Requests a second: ${formatPrecise(rate)}; for the busiest organization: ${formatShare(hottest.share)}`,
  ].join('\n');
};

const renderReads = ({ reads, rate, hottest, splits }: Capacity): string => {
  const row = (name: string, units: number) => [name, formatPrecise(units), formatPrecise(units * rate)];
  return `Read units\n${alignColumns([
    ['', 'a request', 'a second'],
    row("organizations' partitions", reads.organizations),
    row("users' partitions, their profiles", reads.users),
    row('the key or the user, by the authorizer', reads.credentials),
    row("the index, a user's memberships", reads.index),
    row('all', reads.all),
    [
      'one partition: the busiest organization',
      formatPrecise(hottest.unitsInCollection),
      formatPrecise(splits.unitsPerSecond),
    ],
  ])}`;
};

const renderGrowth = (what: string, growth: Capacity['growth'], limit: number, step: string): string => {
  const asked = `  ${what}: ${formatPrecise(growth.unitsPerSecond)} units a second, of ${formatWhole(limit)} at once`;
  if (growth.doublings === 0) return asked;
  const steps = `${growth.doublings} ${step}${growth.doublings === 1 ? '' : 's'}`;
  const later = growth.refusedForGood === 0 ? 'none' : `${formatShare(growth.refusedForGood)} even`;
  return `${asked}:\n    ${formatShare(growth.refused)} refused at first, ${later} after ${steps}, ${growth.minutes} minutes or more`;
};

const renderSplits = (question: Question, { splits, growth }: Capacity): string =>
  [
    'If the load begins at once',
    renderGrowth('the busiest organization', splits, QUOTAS.partitionUnits, 'split'),
    renderGrowth('the table', growth, question['warm-read-units'], 'doubling'),
  ].join('\n');

const renderLimits = ({ limits, rate }: Capacity): string => {
  const [first] = limits;
  const title = `What throttles first: ${first?.name}, at ${formatWhole(first?.rate ?? 0)} requests a second`;
  const rows = limits.map(({ name, rate: limit, remedy }) => [
    name,
    formatWhole(limit),
    formatShare(rate / limit),
    remedy,
  ]);
  const isLeft = (column: number) => column === 0 || column === 3;
  return `${title}\n${alignColumns([['', 'requests/s', 'used', 'what raises it'], ...rows], isLeft)}`;
};

const renderLambda = ({ lambda, gateway }: Capacity): string => {
  const row = (name: string, ms: Capacity['lambda']['warm'], atOnce: Capacity['lambda']['warmAtOnce']) => [
    name,
    ...[ms.authorizer, ms.list].map((time) => `${formatPrecise(time)} ms`),
    ...[atOnce.authorizer, atOnce.list].map(formatPrecise),
    formatShare((atOnce.authorizer + atOnce.list) / QUOTAS.concurrency),
  ];
  const [ofAccount, ofStage] = [gateway.ofAccount, gateway.ofStage].map(formatShare);
  return `Lambda's executions at once, and API Gateway\n${alignColumns([
    ['', 'authorizer', 'list', 'authorizers', 'lists', 'of the quota'],
    row('warm', lambda.warm, lambda.warmAtOnce),
    row('all cold', lambda.cold, lambda.coldAtOnce),
  ])}\n  API Gateway: ${ofAccount} of the account's requests, ${ofStage} of the stage's`;
};

const renderBytes = ({ bytes, gigabytes }: Capacity): string => {
  const [answer, sent, perSecond, stored] = [
    ...[bytes.answer, bytes.sent, bytes.sentPerSecond],
    gigabytes * 1024 ** 3,
  ].map(formatBytes);
  return [
    'Bytes',
    `  an answer: ${answer}, by zstd ${sent}; a second: ${perSecond}; the table: ${stored}`,
    `  the largest answer takes ${formatShare(bytes.ofStream)} of the longest stream`,
  ].join('\n');
};

const SERVICES: Readonly<Record<string, string>> = {
  lambda: 'Lambda',
  apiGateway: 'API Gateway',
  dynamodb: 'DynamoDB',
  transfer: 'transfer, by zstd',
  logs: 'logs written',
};

const renderDollars = ({ dollars, averageRate }: Capacity): string => {
  const { all, requests, table, ...others } = dollars.month;
  const fixed = Object.values(others).reduce((sum, value) => sum + value, 0);
  const parts = Object.entries(dollars.perMillion).map(([name, value]) => [
    SERVICES[name] ?? name,
    formatPrecise((requests * value) / dollars.dollarsPerMillion),
  ]);
  return `US dollars a month, at ${formatPrecise(averageRate)} requests a second on average\n${alignColumns([
    ...parts,
    ['storage and recovery', formatPrecise(table)],
    ['alarms, dashboard, tracing, metrics, logs kept', formatPrecise(fixed)],
    ['all', formatPrecise(all)],
  ])}`;
};

/** The answer as people read it, at most 80 columns wide. */
export const renderCapacity = (question: Question, capacity: Capacity): string =>
  [
    renderQuestion(question, capacity),
    renderReads(capacity),
    renderLimits(capacity),
    renderSplits(question, capacity),
    renderLambda(capacity),
    renderBytes(capacity),
    renderDollars(capacity),
  ].join('\n\n');
