import { cpus } from 'node:os';
import { startIssuer } from '../../lib/local/issuer.ts';
import dynamodb from '../../node_modules/@aws-sdk/client-dynamodb/package.json' with { type: 'json' };
import documents from '../../node_modules/@aws-sdk/lib-dynamodb/package.json' with { type: 'json' };
import { measureAblation } from './ablation/measure-ablation.ts';
import { countReadUnits, countRequests } from './count-requests.ts';
import { measureInProcess } from './in-process/measure-in-process.ts';
import { serveBackend } from './lambda/serve-backend.ts';
import type { Bundle } from './lambda/start-function.ts';
import { measureHidden } from './measure-hidden.ts';
import { measureLocalStart } from './measure-local-start.ts';
import { buildBundles } from './whole-function/build-bundles.ts';
import { checkBehaviour } from './whole-function/check-behaviour.ts';
import { KEY, listEvent, USER } from './whole-function/events.ts';
import { measureAgain } from './whole-function/measure-again.ts';
import {
  credentialEvents,
  issuersVariable,
  measureAuthorizer,
  recordAccounts,
} from './whole-function/measure-authorizer.ts';
import { measureColdStarts } from './whole-function/measure-cold-starts.ts';
import { measureCallers, measureShapes } from './whole-function/measure-list.ts';
import { measureCompression, measureFirstByte, measureMemory } from './whole-function/measure-streaming.ts';
import { recordWaves } from './whole-function/record-floor.ts';
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
  const issuers = { byId: await startIssuer(resources), linked: await startIssuer(resources) };
  const bundles = await step('bundles', () => buildBundles(issuers.byId.url, resources));
  const backend = await serveBackend(recordShape('S'), resources);
  const { product, idiomatic } = bundles;
  const list = { product: product['list-organizations'], idiomatic: idiomatic['list-organizations'] };
  const withIssuers = (bundle: Bundle): Bundle => ({
    ...bundle,
    environment: { ...bundle.environment, ...issuersVariable(issuers) },
  });
  const authorizer = { product: withIssuers(product.authorizer), idiomatic: withIssuers(idiomatic.authorizer) };

  const coldStarts = async () => {
    const events = await credentialEvents(issuers);
    const figures = [];
    for (const latencyMs of [0, TABLE_MS]) {
      backend.latencyMs = latencyMs;
      backend.table = recordShape('S');
      const ofList = await measureColdStarts(list, listEvent(USER), rounds * 4, backend);
      backend.table = recordAccounts(issuers);
      const event = events[0]?.event ?? {};
      const ofAuthorizer = await measureColdStarts(authorizer, event, rounds * 4, backend);
      figures.push({ latencyMs, functions: { 'list-organizations': ofList, authorizer: ofAuthorizer } });
    }
    backend.latencyMs = 0;
    return figures;
  };

  await step('the same answers', () => checkBehaviour(list.product, list.idiomatic, backend));

  const roundTrips = async () => {
    const count = async (bundle: Bundle, event: object) => (await recordWaves(bundle, event, backend)).length;
    backend.table = recordShape('S');
    const listed = {
      'list by key': await count(list.product, listEvent(KEY)),
      'list by JWT': await count(list.product, listEvent(USER)),
    };
    backend.table = recordAccounts(issuers);
    const authorized = [];
    for (const { credential, event } of await credentialEvents(issuers)) {
      authorized.push([`authorizer by ${credential}`, await count(authorizer.product, event)] as const);
    }
    return { ...listed, ...Object.fromEntries(authorized) };
  };

  return {
    run: { ...describeRun(), rounds, calls },
    roundTrips: await step('round trips', roundTrips),
    requests: await step('requests', countRequests),
    readUnits: { S: await countReadUnits('S'), M: await countReadUnits('M'), L: await countReadUnits('L') },
    shapes: await step('the list function, by size', () => measureShapes(bundles, backend, rounds, calls)),
    callers: await step('the list function, by caller', () =>
      measureCallers(bundles, backend, rounds, { calls, latencyMs: TABLE_MS }),
    ),
    again: await step('the same caller again', () =>
      measureAgain(list.product, backend, rounds, { calls, latencyMs: TABLE_MS }),
    ),
    authorizer: await step('the authorizer', () =>
      measureAuthorizer(
        { ...authorizer, floor: bundles.floor.authorizer },
        backend,
        { issuers, directory: bundles.directory },
        rounds,
        calls * 5,
      ),
    ),
    coldStarts: await step('cold starts', coldStarts),
    firstByte: {
      fast: await step('first bytes', () => measureFirstByte(list.product, backend, 0, Math.ceil(calls / 20))),
      slow: await measureFirstByte(list.product, backend, TABLE_MS, Math.ceil(calls / 20)),
    },
    hidden: await step('hidden organizations', () =>
      measureHidden(list.product, backend, TABLE_MS, Math.ceil(calls / 20)),
    ),
    ablation: await step('ablation', () => measureAblation(list.product, bundles.directory, backend, rounds, calls)),
    compression: await step('compression', () =>
      measureCompression(list.product, backend, rounds, Math.ceil(calls / 4)),
    ),
    inProcess: await step('in process', () => measureInProcess(rounds, calls * 10)),
    localStart: await step('npm start', () => measureLocalStart(rounds)),
    memory: await step('memory', () => measureMemory(list.product, backend, [calls * 0.75, calls * 1.5, calls * 3])),
  };
};
