import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Backend } from '../lambda/serve-backend.ts';
import { type Bundle, type RunningFunction, startFunction } from '../lambda/start-function.ts';
import { type Caller, listEvent, USER } from '../whole-function/events.ts';
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

/** Small answers before anything is measured. */
const WARM_UP = 40;

const SMALL: Tenants = { organizations: 1, members: 5, projects: 3, collaborators: 3 };

/** Of the small organization; the function remembers what it last read for a caller, so each is asked for as somebody new. */
const FIRST_MEMBER: Caller = { principalKind: 'user', userId: '2' };
const SECOND_MEMBER: Caller = { principalKind: 'user', userId: '3' };

const eventOf = (caller: Caller, { withProjects, encoding }: Omit<Question, 'tenants' | 'name'>) =>
  listEvent(caller, { 'Accept-Encoding': encoding }, withProjects ? undefined : { projects: 'false' });

/** The function in processes of their own, as Lambda starts them. @param backend is where its table answers */
export const createMeter = async (bundle: Bundle, backend: Backend, resources: AsyncDisposableStack) => {
  const events = new EventEmitter();
  const answers: AnswerServer = await serveAnswers(() => events.emit('byte'), resources);
  const start = () => startFunction(bundle, { ...backend, runtimePort: answers.port });

  /** @returns milliseconds to the first byte of the small answer that a caller gets first of a warm function */
  const askSmall = async (running: RunningFunction, question: Question) => {
    backend.table = new GeneratedTable(SMALL);
    await running.invoke(eventOf(FIRST_MEMBER, question), WARM_UP);
    const startedAt = performance.now();
    await running.invoke(eventOf(SECOND_MEMBER, question), 1);
    return (answers.last().firstByteAt ?? Number.NaN) - startedAt;
  };

  return {
    /**
     * Milliseconds to the first byte, and to that of a small answer just before, both warm, and both a caller's first.
     * @param table makes up nothing while time is taken, if it was asked before
     * @param lingerMs how long the function goes on after its first byte
     */
    measureFirstByte: async (question: Question, table: GeneratedTable, lingerMs = 0) => {
      const running = await start();
      const small = await askSmall(running, question);
      backend.table = table;
      const startedAt = performance.now();
      const firstByte = once(events, 'byte');
      // The process is stopped in the middle of its answer
      running.invoke(eventOf(USER, question), 1).catch(() => undefined);
      await firstByte;
      const large = performance.now() - startedAt;
      await setTimeout(lingerMs);
      await running.stop();
      return { small, large };
    },

    /** One answer, whole or until it fails. */
    measureAnswer: async (question: Question): Promise<AnswerFigures> => {
      const running = await start();
      await askSmall(running, question);
      const table = new GeneratedTable(question.tenants);
      backend.table = table;
      const { wallMs, cpuMs, rssBefore, peakRss } = await running.invoke(eventOf(USER, question), 1);
      await running.stop();
      return { ...answers.last(), wallMs, cpuMs, rssBefore, peakRss, asked: table.asked };
    },
  };
};
