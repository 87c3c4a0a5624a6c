import { SHAPES } from '../../support/generate-shape.ts';
import type { Backend } from '../lambda/serve-backend.ts';
import { type Bundle, startFunction } from '../lambda/start-function.ts';
import { median } from '../statistics.ts';
import { recordShape } from '../workload/workload.ts';
import { type Caller, KEY, listEvent, USER } from './events.ts';

/** Small organizations, each with members who are in no other. */
const SHAPE = { ...SHAPES.S, organizations: 40 };

/** As many callers of each kind as there are organizations; each is new to the function. */
const CALLERS: Readonly<Record<string, (index: number) => Caller>> = {
  'API key': (index) => ({ ...KEY, organizationId: String(1 + index) }),
  JWT: (index) => ({ ...USER, userId: String(2 + index * (SHAPE.users - 1)) }),
};

/**
 * A small answer, warm, for a caller who is new to the function, and at once again: medians in milliseconds, by round.
 * @param calls before anything is measured
 */
export const measureAgain = async (
  bundle: Bundle,
  backend: Backend,
  rounds: number,
  { calls, latencyMs }: { readonly calls: number; readonly latencyMs: number },
) => {
  backend.table = recordShape(SHAPE);
  backend.latencyMs = latencyMs;
  const figures = [];
  for (const [caller, callerOf] of Object.entries(CALLERS)) {
    const measured = [];
    for (let round = 0; round < rounds; round++) measured.push(await measureRound(bundle, backend, callerOf, calls));
    figures.push({ caller, rounds: measured });
  }
  backend.latencyMs = 0;
  return figures;
};

const measureRound = async (bundle: Bundle, backend: Backend, callerOf: (index: number) => Caller, calls: number) => {
  const running = await startFunction(bundle, backend);
  const [first, again]: [number[], number[]] = [[], []];
  await running.invoke(listEvent(callerOf(SHAPE.organizations - 1)), calls);
  for (let index = 0; index < SHAPE.organizations - 1; index++) {
    const event = listEvent(callerOf(index));
    for (const times of [first, again]) times.push((await running.invoke(event, 1)).wallMs);
  }
  await running.stop();
  return { first: median(first), again: median(again) };
};
