import type { Backend } from '../lambda/serve-backend.ts';
import { type Bundle, type Cost, startFunction } from '../lambda/start-function.ts';

/** Import and first call, each alone; in order of the rounds. */
export type ColdStarts = {
  readonly bytes: number;
  readonly imported: readonly Cost[];
  readonly whole: readonly Cost[];
};

/** Import of a bundle and its first call, in fresh processes that take turns. */
export const measureColdStarts = async <Variant extends string>(
  variants: Readonly<Record<Variant, Bundle>>,
  event: object,
  rounds: number,
  backend: Backend,
): Promise<Readonly<Record<Variant, ColdStarts>>> => {
  const names = Object.keys(variants) as Variant[];
  const measured = names.map((name) => ({ name, imported: [] as Cost[], whole: [] as Cost[] }));
  // The first round only makes the table's answers and fills the system's caches
  for (let round = -1; round < rounds; round++) {
    for (const { name, imported, whole } of measured) {
      const running = await startFunction(variants[name], backend);
      const first = await running.invoke(event, 1);
      await running.stop();
      if (round < 0) continue;
      imported.push(running.imported);
      whole.push({
        cpuMs: running.imported.cpuMs + first.cpuMs,
        wallMs: running.imported.wallMs + first.wallMs,
      });
    }
  }
  const figures: Partial<Record<Variant, ColdStarts>> = {};
  for (const { name, imported, whole } of measured) figures[name] = { imported, whole, bytes: variants[name].bytes };
  // Every variant was measured
  return figures as Record<Variant, ColdStarts>;
};
