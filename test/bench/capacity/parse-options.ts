import { parseArgs } from 'node:util';
import { parseConfiguration } from '../../../cdk/configuration.ts';
import { QUOTAS } from './quotas.ts';

type Option = {
  readonly what: string;
  /** As it is typed; absent where it follows from others. */
  readonly default: string | undefined;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
};

const count = (what: string, value: number, least = 1, most = 10_000_000): Option => ({
  ...{ what, least, most },
  default: String(value),
  isWhole: true,
});

const share = (what: string, value?: number): Option => ({
  ...{ what, least: 0, most: 1, isWhole: false },
  default: value === undefined ? undefined : String(value),
});

const { newTableUnits, tableUnits } = QUOTAS;

/** What one answer may hold: its data is made and read. */
const MOST_PROJECTS = 20_000;

/** @param stageRequests the stage's limit; by itself that of a deployment whose context does not name one */
export const createOptions = (stageRequests = parseConfiguration({ issuers: 'none' }).requestsPerSecond) =>
  ({
    organizations: count('organizations in the table', 2000),
    projects: count('projects of each organization', 30, 0, MOST_PROJECTS),
    members: count('members of each organization', 10, 1, 2000),
    collaborators: count('collaborators of each project', 8, 0, 100),
    'organizations-per-user': count('organizations of each user', 1, 1, 1000),
    'requests-per-second': { ...count('requests a second at the peak', 50, 0), least: 0.001, isWhole: false },
    'average-share': share('the average rate, as a share of the peak', 1),
    'api-key-share': share('share of the requests with an API key', 0.5),
    'without-projects-share': share('share of the requests with ?projects=false', 0),
    'hot-share': share('share of the busiest organization'),
    'table-latency-ms': { ...count('milliseconds until the table answers', 5, 0, 1000), isWhole: false },
    'warm-read-units': count('read units/s at first: warmReadUnits', newTableUnits, newTableUnits, tableUnits),
    'stage-requests-per-second': count("the stage's limit: requestsPerSecond", stageRequests, 1, 10_000),
  }) as const satisfies Readonly<Record<string, Option>>;

/** Options without a value, and what they do. */
export const FLAGS = {
  simulate: 'also compares the model with a simulation',
  write: 'only updates the answers in cdk/DEPLOYING.md',
  help: 'only lists the options',
} as const;

type Flag = keyof typeof FLAGS;

type Name = keyof ReturnType<typeof createOptions>;

/** The question that the model answers. */
export type Question = Readonly<Record<Exclude<Name, 'hot-share'>, number>> & {
  /** Undefined: the requests are spread evenly over the organizations. */
  readonly 'hot-share': number | undefined;
};

/** Its message is for whoever typed the command. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

const toNumber = (name: string, text: string, { least, most, isWhole }: Option): number => {
  const value = Number(text);
  const isAccepted = text.trim() !== '' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
  if (isAccepted) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new OptionsError(`--${name} must be ${kind} from ${least} to ${most}, not "${text}".`);
};

const checkSize = (question: Question): Question => {
  const perAnswer = question['organizations-per-user'];
  if (perAnswer > question.organizations) {
    throw new OptionsError('--organizations-per-user is greater than --organizations.');
  }
  if (perAnswer * question.projects > MOST_PROJECTS || perAnswer * question.members > MOST_PROJECTS) {
    throw new OptionsError(
      `One answer may have ${MOST_PROJECTS} projects and as many users here; give smaller numbers.`,
    );
  }
  return question;
};

/** @throws OptionsError for an unknown option, a bad value, or numbers that contradict each other */
export const parseOptions = (
  args: readonly string[],
  options: ReturnType<typeof createOptions>,
): { readonly question: Question; readonly flags: Readonly<Record<Flag, boolean>> } => {
  const given = readArguments(args, Object.keys(options));
  const entries = Object.entries<Option>(options).map(([name, option]) => {
    const text = given[name] ?? option.default;
    return [name, typeof text === 'string' ? toNumber(name, text, option) : undefined];
  });
  // Every option has a number, but for the one that may be absent
  const question = Object.fromEntries(entries) as Question;
  const isSet = (flag: Flag) => given[flag] === true;
  const flags = { help: isSet('help'), simulate: isSet('simulate'), write: isSet('write') };
  return { question: checkSize(question), flags };
};

const readArguments = (args: readonly string[], names: readonly string[]) => {
  try {
    const strings = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
    const flags = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: 'boolean' } as const]));
    const values: Record<string, string | boolean | undefined> = parseArgs({
      args: [...args],
      options: { ...strings, ...flags },
    }).values;
    return values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new OptionsError(`${error.message.split('. ')[0]}.`, { cause: error });
  }
};
