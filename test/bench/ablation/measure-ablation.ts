import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundleOptions } from '../../../cdk/constructs/bundle-options.ts';
import type { Backend } from '../lambda/serve-backend.ts';
import type { Bundle } from '../lambda/start-function.ts';
import { listEvent, USER } from '../whole-function/events.ts';
import { interleave } from '../whole-function/interleave.ts';
import type { Rounds } from '../whole-function/measure-list.ts';
import { recordShape, type ShapeName } from '../workload/workload.ts';

/** What stands in for each of the files that are there for speed alone. */
const REPLACEMENTS: Readonly<Record<string, { readonly import: RegExp; readonly by: string }>> = {
  'fast-reads': { import: /^\.\/fast-reads\.ts$/, by: 'plain-client.ts' },
  'collect-body': { import: /^\.\/collect-body\.ts$/, by: 'plain-body.ts' },
  signer: { import: /^\.\/signer\.ts$/, by: 'plain-signer.ts' },
  'to-fast-properties': { import: /^to-fast-properties$/, by: 'plain-properties.ts' },
  decode: { import: /^\.\/decode\.ts$/, by: 'plain-decode.ts' },
};

const replace = (names: readonly string[], onReplaced: () => void): Plugin => ({
  name: 'ablation',
  setup: (options) => {
    for (const name of names) {
      const { import: filter, by } = REPLACEMENTS[name] ?? { import: /$^/, by: '' };
      options.onResolve({ filter }, () => {
        onReplaced();
        return { path: join(import.meta.dirname, by) };
      });
    }
  },
});

/** The list function without some of these files. @throws Error when it has none of them anyway */
const buildWithout = async (product: Bundle, names: readonly string[], file: string): Promise<Bundle> => {
  let replaced = false;
  const plugin = replace(names, () => {
    replaced = true;
  });
  const { outputFiles } = await build({ ...bundleOptions(['list-organizations']), plugins: [plugin] });
  const code = outputFiles.find(({ path }) => path.endsWith('.cjs'));
  if (code === undefined || !replaced) throw new Error(`nothing imports ${names}`);
  await writeFile(file, code.contents);
  return { ...product, file, bytes: code.contents.length };
};

export type AblationFigures = { readonly shape: ShapeName; readonly rounds: Rounds<string> };

/** The list function against itself without each of the files that are there for speed, and without all of them. */
export const measureAblation = async (
  product: Bundle,
  directory: string,
  backend: Backend,
  rounds: number,
  calls: number,
): Promise<AblationFigures[]> => {
  const variants: Record<string, Bundle> = { product };
  const names = Object.keys(REPLACEMENTS);
  for (const [title, without] of [...names.map((name) => [name, [name]] as const), ['all', names] as const]) {
    variants[title] = await buildWithout(product, without, join(directory, `without-${title}.cjs`));
  }
  const figures: AblationFigures[] = [];
  for (const [shape, warmUp] of [
    ['S', calls * 4],
    ['M', Math.ceil(calls / 4)],
  ] as const) {
    backend.table = recordShape(shape);
    const plan = { warmUp, turns: 10, callsPerTurn: Math.ceil(warmUp / 20) };
    const measured = [];
    for (let round = 0; round < rounds; round++) {
      measured.push(...(await interleave(variants, listEvent(USER), [plan], backend)));
    }
    figures.push({ shape, rounds: measured });
  }
  return figures;
};
