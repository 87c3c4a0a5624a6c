import { deepStrictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { type Backend, readResponse } from '../lambda/serve-backend.ts';
import { type Bundle, startFunction } from '../lambda/start-function.ts';
import { recordShape, SHAPE_NAMES, type ShapeName } from '../workload/workload.ts';
import type { Bundles } from './build-bundles.ts';
import { type Caller, KEY, listEvent, USER } from './events.ts';
import { type Figures, interleave, type Plan } from './interleave.ts';
import { recordListFloor, withRecording } from './record-floor.ts';

export type ListVariant = 'product' | 'idiomatic' | 'floor';

/** What each round measured, by variant. */
export type Rounds<Variant extends string> = readonly Readonly<Record<Variant, Figures>>[];

export type ShapeFigures = {
  readonly shape: ShapeName;
  readonly afterCalls: number;
  readonly rounds: Rounds<ListVariant>;
};

/** Calls of each variant, of which half as many are measured in each of so many turns. */
const TURNS = 10;

/** A small answer is measured once more after ten times as many calls, since it takes longest to get warm. */
const plansFor = (shape: ShapeName, calls: number): Plan[] => {
  const perTurn = { S: calls / 10, M: calls / 40, L: calls / 100 }[shape];
  const plan = { turns: TURNS, callsPerTurn: Math.max(1, Math.round(perTurn)) };
  const first = { warmUp: calls, ...plan };
  return shape === 'S' ? [first, { ...plan, warmUp: 10 * calls, callsPerTurn: plan.callsPerTurn * 5 }] : [first];
};

/**
 * The list function against the idiomatic one and the floor.
 * @param calls after how many calls of each it is measured
 */
export const measureShapes = async (
  bundles: Bundles,
  backend: Backend,
  rounds: number,
  calls: number,
): Promise<ShapeFigures[]> => {
  const figures: ShapeFigures[] = [];
  for (const shape of SHAPE_NAMES) {
    backend.table = recordShape(shape);
    const variants = await prepareVariants(bundles, backend, USER, shape);
    const plans = plansFor(shape, calls);
    const measured = [];
    for (let round = 0; round < rounds; round++) {
      measured.push(await interleave(variants, listEvent(USER), plans, backend));
    }
    for (const [index, { warmUp }] of plans.entries()) {
      figures.push({ shape, afterCalls: warmUp, rounds: measured.flatMap((round) => round[index] ?? []) });
    }
  }
  return figures;
};

/** A small answer, warm, by kind of caller, from a table that takes so long for each answer. */
export const measureCallers = async (
  bundles: Bundles,
  backend: Backend,
  rounds: number,
  { calls, latencyMs }: { readonly calls: number; readonly latencyMs: number },
) => {
  backend.table = recordShape('S');
  const figures: { caller: string; rounds: Rounds<ListVariant> }[] = [];
  for (const [name, caller] of [
    ['API key', KEY],
    ['JWT', USER],
  ] as const) {
    const variants = await prepareVariants(bundles, backend, caller, `S-${caller.principalKind}`);
    const measured = [];
    backend.latencyMs = latencyMs;
    for (let round = 0; round < rounds; round++) {
      const plan = { warmUp: calls, turns: TURNS, callsPerTurn: Math.max(1, Math.round(calls / 20)) };
      measured.push(...(await interleave(variants, listEvent(caller), [plan], backend)));
    }
    backend.latencyMs = 0;
    figures.push({ caller: name, rounds: measured });
  }
  return figures;
};

/** @throws AssertionError when the variants do not give the same answer */
const prepareVariants = async (
  { product, idiomatic, floor, directory }: Bundles,
  backend: Backend,
  caller: Caller,
  name: string,
): Promise<Readonly<Record<ListVariant, Bundle>>> => {
  const recording = join(directory, `${name}.json`);
  const event = listEvent(caller);
  await recordListFloor(product['list-organizations'], event, backend, recording);
  const variants = {
    product: product['list-organizations'],
    idiomatic: idiomatic['list-organizations'],
    floor: withRecording(floor['list-organizations'], recording),
  };
  const expected = await readAnswer(variants.product, event, backend);
  for (const variant of [variants.idiomatic, variants.floor]) {
    deepStrictEqual(await readAnswer(variant, event, backend), expected, variant.file);
  }
  return variants;
};

/** The JSON that a function answers an event with. @throws Error when its status is not 200 */
const readAnswer = async (bundle: Bundle, event: object, backend: Backend): Promise<unknown> => {
  const running = await startFunction(bundle, backend);
  backend.keepsBody = true;
  try {
    await running.invoke(event, 1);
    const { statusCode, body } = readResponse(backend);
    if (statusCode !== 200) throw new Error(`${bundle.file} answered ${statusCode}: ${body}`);
    return JSON.parse(body.toString());
  } finally {
    backend.keepsBody = false;
    await running.stop();
  }
};
