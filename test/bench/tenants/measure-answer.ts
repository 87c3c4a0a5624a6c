import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Backend } from '../lambda/serve-backend.ts';
import { type Bundle, type RunningFunction, startFunction } from '../lambda/start-function.ts';
import { median } from '../statistics.ts';
import { listEvent, USER } from '../whole-function/events.ts';
import { FORGOTTEN_MS } from '../whole-function/measure-streaming.ts';
import type { Tenants } from './generate-items.ts';
import { type Asked, GeneratedTable } from './generated-table.ts';
import { type AnswerServer, type Received, serveAnswers } from './serve-answers.ts';

/** What is asked for, as which user. */
export type Question = {
  readonly name: string;
  readonly tenants: Tenants;
  readonly withProjects: boolean;
  readonly encoding: 'zstd' | 'identity';
};

export type AnswerFigures = Received & {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Bytes of resident memory: when warm, before the answer, and the most that there ever was. */
  readonly rssBefore: number;
  readonly peakRss: number;
  readonly asked: Asked;
};

/** Larger answers, of the kind that is measured, and then small ones, before anything is measured. */
const WARM_UP = 40;
const LARGER_WARM_UP = 10;
const LARGER = 100;

const SMALL: Tenants = { organizations: 1, members: 5, projects: 3, collaborators: 3 };

const eventOf = ({ withProjects, encoding }: Omit<Question, 'tenants' | 'name'>) =>
  listEvent(USER, { 'Accept-Encoding': encoding }, withProjects ? undefined : { projects: 'false' });

/** The function in processes of their own, as Lambda starts them. @param backend is where its table answers */
export const createMeter = async (bundle: Bundle, backend: Backend, resources: AsyncDisposableStack) => {
  const events = new EventEmitter();
  const answers: AnswerServer = await serveAnswers(() => events.emit('byte'), resources);
  const start = () => startFunction(bundle, { ...backend, runtimePort: answers.port });

  /** Answers of a hundredth of what is measured, or so: the code that only large answers run is compiled after them. */
  const warmUp = async (running: RunningFunction, question: Question) => {
    const { organizations, members, projects, collaborators } = question.tenants;
    const least = (count: number) => Math.min(count, LARGER);
    const larger = {
      organizations: least(organizations),
      members: least(members),
      projects: least(projects),
      collaborators,
    };
    backend.table = new GeneratedTable(larger, true);
    for (let call = 0; call < LARGER_WARM_UP; call++) await running.invoke(eventOf(question), 1, FORGOTTEN_MS);
  };

  /** @returns milliseconds to the first byte of each answer to a caller of whom the function remembers nothing */
  const askSmall = async (running: RunningFunction, question: Question) => {
    backend.table = new GeneratedTable(SMALL);
    const took: number[] = [];
    for (let call = 0; call < WARM_UP; call++) {
      const startedAt = performance.now();
      await running.invoke(eventOf(question), 1, FORGOTTEN_MS);
      took.push((answers.last().firstByteAt ?? Number.NaN) - startedAt);
    }
    return took;
  };

  return {
    /**
     * Milliseconds to the first byte, and to that of a small answer just before, both warm, and of a caller who is new.
     * @param table makes up nothing while time is taken, if it was asked before
     * @param lingerMs how long the function goes on after its first byte
     */
    measureFirstByte: async (question: Question, table: GeneratedTable, lingerMs = 0) => {
      const running = await start();
      await warmUp(running, question);
      const small = median((await askSmall(running, question)).slice(WARM_UP / 2));
      backend.table = table;
      const startedAt = performance.now();
      const firstByte = once(events, 'byte');
      // The process is stopped in the middle of its answer
      running.invoke(eventOf(question), 1, FORGOTTEN_MS).catch(() => undefined);
      await firstByte;
      const large = performance.now() - startedAt;
      await setTimeout(lingerMs);
      await running.stop();
      return { small, large };
    },

    /** One answer, whole or until it fails. */
    measureAnswer: async (question: Question): Promise<AnswerFigures> => {
      const running = await start();
      await warmUp(running, question);
      await askSmall(running, question);
      const table = new GeneratedTable(question.tenants);
      backend.table = table;
      const { wallMs, cpuMs, rssBefore, peakRss } = await running.invoke(eventOf(question), 1, FORGOTTEN_MS);
      await running.stop();
      return { ...answers.last(), wallMs, cpuMs, rssBefore, peakRss, asked: table.asked };
    },
  };
};
