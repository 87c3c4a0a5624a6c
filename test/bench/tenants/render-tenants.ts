import type { Reads } from './count-reads.ts';
import type { AnswerFigures, Question } from './measure-answer.ts';

/** What a table in the same region takes for an answer, about. */
export const TABLE_MS = 5;

/** Lambda sends the first of these at once, and then so many bytes a millisecond. */
const AT_ONCE_BYTES = 6_000_000;
const BYTES_PER_MS = 2_000;

export type Counted = { readonly question: Question; readonly reads: Reads };
export type FirstBytes = {
  readonly question: Question;
  readonly small: number;
  readonly large: number;
  readonly ratio: number;
};
export type Answered = { readonly question: Question; readonly figures: AnswerFigures };

type Cell = string | number;

const table = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const count = (value: number) => Math.round(value).toLocaleString('en');
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
const seconds = (ms: number) => (ms / 1000).toFixed(2);

/** How an answer ended, by its last member. */
const outcomeOf = ({ ending }: { readonly ending: string }): string => {
  if (ending.endsWith('],"success":true}')) return 'whole';
  const [, error] = /"success":false,"error":"([^"]*)"}$/.exec(ending) ?? [];
  return error === undefined ? '**cut off**' : `failed in band: ${error}`;
};

export const renderReads = (counted: readonly Counted[]): string =>
  table(
    ['answer', 'requests', 'rounds', `table time at ${TABLE_MS} ms, s`, 'rounds before the first byte', 'read units'],
    counted.map(({ question, reads: { requests, rounds, asked } }) => [
      question.name,
      count(requests),
      count(rounds.all),
      seconds(rounds.all * TABLE_MS),
      rounds.beforeFirstByte,
      count(Object.values(asked).reduce((sum, { units }) => sum + units, 0)),
    ]),
  );

export const renderFirstBytes = (firstBytes: readonly FirstBytes[]): string =>
  table(
    ['answer', 'encoding', 'first byte, ms', 'of one organization, ms', 'ratio'],
    firstBytes.map(({ question, small, large, ratio }) => [
      question.name,
      question.encoding,
      large.toFixed(1),
      small.toFixed(1),
      ratio.toFixed(2),
    ]),
  );

export const renderAnswers = (answered: readonly Answered[]): string =>
  table(
    [
      'answer',
      'encoding',
      'ended',
      'JSON, MB',
      'sent, MB',
      'seconds',
      'CPU seconds',
      'seconds that Lambda would take to send it',
      'peak memory, MB',
    ],
    answered.map(({ question, figures: { jsonBytes, sentBytes, wallMs, cpuMs, peakRss, ending } }) => [
      question.name,
      question.encoding,
      outcomeOf({ ending }),
      megabytes(jsonBytes),
      megabytes(sentBytes),
      seconds(wallMs),
      seconds(cpuMs),
      seconds(Math.max(0, sentBytes - AT_ONCE_BYTES) / BYTES_PER_MS),
      count(peakRss / 1e6),
    ]),
  );
