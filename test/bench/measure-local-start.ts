import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { copySources } from '../support/copy-sources.ts';
import { median } from './statistics.ts';

/** Seconds. */
export type LocalStart = {
  /** `npm start` until it is ready, with a template to synthesize. */
  readonly first: number;
  /** The same with the template of an earlier run. */
  readonly again: number;
  /** `npm run dev`, from the saving of a function's code until an answer shows it. */
  readonly reload: number;
};

/** What somebody waits for who works with the local stack: medians of some rounds, on a copy of the sources. */
export const measureLocalStart = async (rounds: number): Promise<LocalStart> => {
  const copy = await copySources();
  const figures: LocalStart[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      // A file that synthesis reads is like none before.
      await appendFile(join(copy, 'cdk/context.ts'), `\n// ${randomUUID()}\n`);
      const first = await measureStart(copy);
      const { seconds: again, reload } = await measureStart(copy);
      figures.push({ first: first.seconds, again, reload });
    }
  } finally {
    await rm(copy, { recursive: true });
  }
  const of = (name: keyof LocalStart) => median(figures.map((figure) => figure[name]));
  return { first: of('first'), again: of('again'), reload: of('reload') };
};

const measureStart = async (copy: string) => {
  const since = stopwatch();
  const child = spawn(process.execPath, ['lib/local/start.ts', '--watch', '--json', '--port', '0'], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = await once(child.stdout, 'data');
    const seconds = since();
    const { url } = z.parse(z.object({ url: z.url() }), JSON.parse(String(line)));
    return { seconds, reload: await measureReload(copy, `${url}/api/organizations`) };
  } finally {
    child.kill('SIGINT');
    await once(child, 'close');
  }
};

const measureReload = async (copy: string, url: string) => {
  const file = join(copy, 'functions/authorizer/authorizer.ts');
  const source = await readFile(file, 'utf8');
  const text = randomUUID();
  const since = stopwatch();
  await writeFile(file, source.replace('DENIAL_TEXT[denial]', `'${text}'`));
  while (!(await (await fetch(url)).text()).includes(text)) {
    // The former code is served meanwhile; asking all the time would take the processor from what is waited for.
    await setTimeout(20);
  }
  const seconds = since();
  await writeFile(file, source);
  return seconds;
};

const stopwatch = () => {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
};
