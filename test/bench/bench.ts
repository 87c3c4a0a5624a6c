/**
 * `npm run bench -- [--rounds N] [--seconds N] [--json] [--write]`: measures the product against its peers and its
 * targets. A run takes about ten minutes. Timings are compared within a run only.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countReadUnits, countRequests, countRoundTrips } from './count-requests.ts';
import { measureColdStarts } from './measure-cold-start.ts';
import { measureCpu } from './measure-cpu.ts';
import { measureLocalPath } from './measure-local-path.ts';
import { measureCompression, measureFirstByte, measureMemory } from './measure-streaming.ts';
import { renderChart } from './report/render-chart.ts';
import { renderResults } from './report/render-results.ts';
import { SDK_ENVIRONMENT } from './run-worker.ts';

const say = (text: string) => void process.stderr.write(`${text}\n`);

const PEERS = ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'electrodb', 'dynamodb-toolbox'];

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../node_modules/${name}/package.json`), 'utf8')).version;

/** Where and when figures come from. */
const describeRun = () => ({
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${process.platform} ${process.arch}`,
  peers: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
});

export const measureAll = async ({ rounds, seconds }: { rounds: number; seconds: number }) => {
  const step = <T>(title: string, measure: () => Promise<T>): Promise<T> => {
    say(title);
    return measure();
  };
  return {
    run: describeRun(),
    roundTrips: await step('round trips', countRoundTrips),
    requests: await step('requests', countRequests),
    readUnits: { S: await countReadUnits('S'), M: await countReadUnits('M'), L: await countReadUnits('L') },
    cpu: await step('CPU against the peers', () => measureCpu(rounds)),
    coldStarts: await step('cold starts', () => measureColdStarts(rounds * 5)),
    firstByte: {
      fast: await step('first byte', () => measureFirstByte(rounds, 0)),
      slow: await measureFirstByte(rounds, 5),
    },
    compression: await step('compression', () => measureCompression(rounds)),
    localPath: await step('the local path', () => measureLocalPath(seconds)),
    memory150: await step('memory, 150 MB', () => measureMemory(150)),
    memory300: await step('memory, 300 MB', () => measureMemory(300)),
  };
};

const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  say(`--${name} must be a whole number above 0, not ${text}`);
  return process.exit(1);
};

if (import.meta.main) {
  Object.assign(process.env, SDK_ENVIRONMENT);
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const figures = await measureAll({
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
  });
  const results = renderResults(figures);
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : results);
  if (values.write) {
    writeFileSync(join(import.meta.dirname, 'RESULTS.md'), results);
    writeFileSync(join(import.meta.dirname, 'results.svg'), renderChart(figures));
  }
}
