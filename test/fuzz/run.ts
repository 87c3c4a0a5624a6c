/** `npm run fuzz`: attacks the authorizer with a million mutated credentials, and names each that it decides wrongly. */
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { createFuzz, type Failure } from './fuzz-credentials.ts';

const USAGE = `Usage: npm run fuzz -- [--seed 1] [--cases 1000000] [--from 0]
       npm run fuzz -- --seed 1 --case 1234        shows one case and what comes of it
       npm run fuzz -- --seed 1 --headers '{…}'    asks again with the headers of a failure`;

const BATCH = 20_000;

const count = z.pipe(z.string().check(z.regex(/^\d{1,9}$/)), z.transform(Number));
const optionsSchema = z.object({
  seed: z._default(count, 1),
  cases: z._default(count, 1_000_000),
  from: z._default(count, 0),
  case: z.optional(count),
  headers: z.optional(
    z.pipe(
      z.pipe(
        z.string(),
        z.transform((text) => JSON.parse(text)),
      ),
      z.record(z.string(), z.array(z.string())),
    ),
  ),
});

const readOptions = () => {
  try {
    const option = { type: 'string' } as const;
    const options = { seed: option, cases: option, from: option, case: option, headers: option };
    return z.parse(optionsSchema, parseArgs({ options }).values);
  } catch (error) {
    console.error(`${error instanceof z.core.$ZodError ? z.prettifyError(error) : error}\n${USAGE}`);
    process.exit(2);
  }
};

const options = readOptions();
const fuzz = createFuzz(options.seed);

const attack = async () => {
  const failures: Failure[] = [];
  const byMutation: Record<string, number> = {};
  let admitted = 0;
  for (let done = 0; done < options.cases; done += BATCH) {
    const report = await fuzz.run(options.from + done, Math.min(BATCH, options.cases - done));
    failures.push(...report.failures);
    for (const failure of report.failures) console.error(JSON.stringify(failure));
    for (const [how, cases] of Object.entries(report.byMutation)) byMutation[how] = (byMutation[how] ?? 0) + cases;
    admitted += report.admitted;
  }
  for (const [how, cases] of Object.entries(byMutation).sort()) console.log(`${String(cases).padStart(9)}  ${how}`);
  console.log(
    `${options.cases} cases of seed ${options.seed}: ${admitted} let in as they must be, ${failures.length} decided wrongly`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
};

if (options.headers !== undefined) console.log(await fuzz.ask(options.headers));
else if (options.case !== undefined) {
  const one = fuzz.createCase(options.case);
  console.log(JSON.stringify({ ...one, outcome: await fuzz.ask(one.headers) }, undefined, 2));
} else await attack();
