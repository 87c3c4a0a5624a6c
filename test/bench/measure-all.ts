import { cpus } from 'node:os';
import { startIssuer } from '../../lib/local/issuer.ts';
import dynamodb from '../../node_modules/@aws-sdk/client-dynamodb/package.json' with { type: 'json' };
import documents from '../../node_modules/@aws-sdk/lib-dynamodb/package.json' with { type: 'json' };
import { countReadUnits, countRequests, countRoundTrips } from './count-requests.ts';
import { measureInProcess } from './in-process/measure-in-process.ts';
import { serveBackend } from './lambda/serve-backend.ts';
import { measureHidden } from './measure-hidden.ts';
import { measureLocalStart } from './measure-local-start.ts';
import { buildBundles } from './whole-function/build-bundles.ts';
import { listEvent, USER } from './whole-function/events.ts';
import { credentialEvents, measureAuthorizer, recordAccounts } from './whole-function/measure-authorizer.ts';
import { measureColdStarts } from './whole-function/measure-cold-starts.ts';
import { measureCallers, measureShapes } from './whole-function/measure-list.ts';
import { measureCompression, measureFirstByte, measureMemory } from './whole-function/measure-streaming.ts';
import { recordShape } from './workload/workload.ts';

export type Effort = {
  /** Fresh processes of each variant. */
  readonly rounds: number;
  /** After how many calls of each it is measured; a small answer after ten times as many, too. */
  readonly calls: number;
};

export type Measured = Awaited<ReturnType<typeof measureAll>>;

/** What a table in the same region takes for an answer, about. */
const TABLE_MS = 5;

/** Where and when figures come from. */
const describeRun = () => ({
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${process.platform} ${process.arch}`,
  peers: [dynamodb, documents].map(({ name, version }) => `${name} ${version}`),
});

/** @param say is told what is measured next */
export const measureAll = async ({ rounds, calls }: Effort, say: (step: string) => void) => {
  await using resources = new AsyncDisposableStack();
  const step = <T>(title: string, measure: () => Promise<T>): Promise<T> => {
    say(title);
    return measure();
  };
  const issuer = await startIssuer(resources);
  const bundles = await step('bundles', () => buildBundles(issuer.url, resources));
  const backend = await serveBackend(recordShape('S'), resources);
  const { product, idiomatic } = bundles;
  const list = { product: product['list-organizations'], idiomatic: idiomatic['list-organizations'] };
  const authorizer = { product: product.authorizer, idiomatic: idiomatic.authorizer };

  const coldStarts = async () => {
    const events = await credentialEvents(issuer);
    const figures = [];
    for (const latencyMs of [0, TABLE_MS]) {
      backend.latencyMs = latencyMs;
      backend.table = recordShape('S');
      const ofList = await measureColdStarts(list, listEvent(USER), rounds * 4, backend);
      backend.table = recordAccounts();
      const event = events[0]?.event ?? {};
      const ofAuthorizer = await measureColdStarts(authorizer, event, rounds * 4, backend);
      figures.push({ latencyMs, functions: { 'list-organizations': ofList, authorizer: ofAuthorizer } });
    }
    backend.latencyMs = 0;
    return figures;
  };

  return {
    run: { ...describeRun(), rounds, calls },
    roundTrips: await step('round trips', countRoundTrips),
    requests: await step('requests', countRequests),
    readUnits: { S: await countReadUnits('S'), M: await countReadUnits('M'), L: await countReadUnits('L') },
    shapes: await step('the list function, by size', () => measureShapes(bundles, backend, rounds, calls)),
    callers: await step('the list function, by caller', () =>
      measureCallers(bundles, backend, rounds, { calls, latencyMs: TABLE_MS }),
    ),
    authorizer: await step('the authorizer', () => measureAuthorizer(bundles, backend, issuer, rounds, calls * 5)),
    coldStarts: await step('cold starts', coldStarts),
    firstByte: {
      fast: await step('first bytes', () => measureFirstByte(list.product, backend, 0, Math.ceil(calls / 20))),
      slow: await measureFirstByte(list.product, backend, TABLE_MS, Math.ceil(calls / 20)),
    },
    hidden: await step('hidden organizations', () =>
      measureHidden(list.product, backend, TABLE_MS, Math.ceil(calls / 20)),
    ),
    compression: await step('compression', () =>
      measureCompression(list.product, backend, rounds, Math.ceil(calls / 4)),
    ),
    inProcess: await step('in process', () => measureInProcess(rounds, calls * 10)),
    localStart: await step('npm start', () => measureLocalStart(rounds)),
    memory: await step('memory', () => measureMemory(list.product, backend, [calls * 0.75, calls * 1.5, calls * 3])),
  };
};
