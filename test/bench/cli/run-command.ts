import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import packageJson from '../../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../../..');

/** What `npm run organizations` runs: the flags of Node.js, and the script. */
const [, ...COMMAND] = packageJson.scripts.organizations.split(' ');

/** Says at the end of the process how much memory it had at most, in kilobytes, and how much processor time, in microseconds. */
const WITNESS = `data:text/javascript,${[
  'process.on("exit",()=>{',
  'const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();',
  'process.stderr.write("peak "+maxRSS+" cpu "+(userCPUTime+systemCPUTime))})',
].join('')}`;

/** `cpuSeconds` hardly depends on what else runs on the machine, and counts all threads. */
export type Run = { readonly seconds: number; readonly cpuSeconds: number; readonly peakMegabytes: number };

/**
 * Runs one command of the operator's command line in a process of its own, as an operator would.
 * @param output where its standard output goes
 * @throws Error when it fails
 */
export const runCommand = async (parameters: readonly string[], output: string): Promise<Run> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', WITNESS, ...COMMAND, ...parameters], {
    cwd: ROOT,
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [said] = await Promise.all([text(child.stderr), pipeline(child.stdout, createWriteStream(output)), ended]);
  const seconds = (performance.now() - startedAt) / 1000;
  const [, peak, cpu] = /peak (\d+) cpu (\d+)$/.exec(said) ?? [];
  if (child.exitCode !== 0 || peak === undefined) throw new Error(`${parameters.join(' ')} failed: ${said}`);
  return { seconds, cpuSeconds: Number(cpu) / 1e6, peakMegabytes: Number(peak) / 1024 };
};
