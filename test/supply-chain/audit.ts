/** `npm run audit`: fails for a known vulnerability in what is bundled; says so where the registry tells of none. */
import { spawnSync } from 'node:child_process';
import * as z from 'zod/mini';

const reportSchema = z.object({
  metadata: z.object({ vulnerabilities: z.object({ total: z.number() }) }),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
});
const refusalSchema = z.object({ statusCode: z.number(), method: z.string() });

/** What a registry without the audit's endpoint answers with; anything else is an error. */
const NOT_THERE = [404, 405, 410, 501];

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });

const parseOutput = (): unknown => {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`npm audit said nothing that can be read:\n${stdout}${stderr}`);
  }
};

const output = parseOutput();
const refusal = z.safeParse(refusalSchema, output);
if (refusal.success && NOT_THERE.includes(refusal.data.statusCode)) {
  console.log(
    `SKIPPED: the registry answers npm audit with ${refusal.data.statusCode}, so it knows of no vulnerabilities`,
  );
} else {
  const { metadata, vulnerabilities } = z.parse(reportSchema, output);
  for (const [name, { severity }] of Object.entries(vulnerabilities)) console.error(`${name}: ${severity}`);
  console.log(`npm audit: ${metadata.vulnerabilities.total} known vulnerabilities in what is bundled`);
  process.exitCode = metadata.vulnerabilities.total === 0 ? 0 : 1;
}
