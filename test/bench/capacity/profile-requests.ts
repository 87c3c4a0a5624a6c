import type { Principal } from '../../../lib/auth/principal.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { generateShape, SHAPES } from '../../support/generate-shape.ts';
import { computeCost } from '../compute-cost.ts';
import { computeLoad } from '../compute-load.ts';
import { CALLER } from '../workload/workload.ts';
import { countPartitionReads, type PartitionReads } from './count-partition-reads.ts';
import type { Question } from './parse-options.ts';
import { QUOTAS } from './quotas.ts';
import type { MeasuredFigures } from './read-measured.ts';

/** One kind of request: who asks, with or without projects. */
export type Profile = PartitionReads & {
  readonly caller: 'apiKey' | 'user';
  /** Of all requests. */
  readonly share: number;
  readonly sentBytes: number;
  readonly listMs: number;
  readonly authorizerMs: number;
  /** What a million of them cost, in US dollars, by service. */
  readonly perMillion: Readonly<Record<string, number>>;
};

const PRINCIPALS: Readonly<Record<Profile['caller'], Principal>> = {
  apiKey: { principalKind: 'apiKey', keyId: 1, organizationId: 1, role: 'admin' },
  user: CALLER,
};

/**
 * CPU of an answer: a part that every answer has, one by its bytes and one by its organizations. The three follow
 * from the three shapes that were measured: the smallest, and as many bytes again in one organization and in 100.
 */
const createCpuModel = ({ shapes: { S, M, L } }: MeasuredFigures) => {
  const perByte = (M.cpuMs - S.cpuMs) / (M.bytes - S.bytes);
  const fixed = S.cpuMs - perByte * S.bytes;
  const perOrganization = (L.cpuMs - fixed - perByte * L.bytes) / (SHAPES.L.organizations - 1);
  return (bytes: number, organizations: number) =>
    fixed + perByte * bytes + perOrganization * Math.max(0, organizations - 1);
};

/** Milliseconds that Lambda's limit of a stream adds to the answer, for a reader that is fast enough. */
const streamMs = (sentBytes: number): number =>
  (Math.max(0, sentBytes - QUOTAS.unlimitedStreamBytes) / QUOTAS.streamBytesPerSecond) * 1000;

const profile = (reads: PartitionReads, caller: Profile['caller'], question: Question, measured: MeasuredFigures) => {
  const cpuOf = createCpuModel(measured);
  const tableMs = question['table-latency-ms'];
  const cpuMs = cpuOf(reads.bytes, reads.organizations);
  const sentBytes = reads.bytes * measured.zstdRatio;
  const roundTrips = measured.listRoundTrips[caller] + reads.laterPages;
  const unlikeMeasured =
    cpuMs -
    measured.shapes.S.cpuMs +
    measured.listRoundTrips[caller] * (tableMs - measured.tableMs) +
    reads.laterPages * tableMs;
  const { perMillion } = computeCost({
    ...{ cpuMs, sentBytes, tableMs, roundTrips },
    answerBytes: reads.bytes,
    readUnits: reads.units,
  });
  return {
    ...reads,
    ...{ caller, sentBytes, perMillion },
    listMs: Math.max(measured.listMs[caller] + unlikeMeasured, streamMs(sentBytes)),
    authorizerMs: measured.authorizerMs[caller] + tableMs,
  };
};

/** Makes the data of one answer, reads it by the product's own code, and says what each kind of request takes. */
export const profileRequests = async (question: Question, measured: MeasuredFigures) => {
  const perAnswer = question['organizations-per-user'];
  const shape = { ...question, organizations: perAnswer, users: question.members };
  const items = [...encodeRecords(generateShape(shape))];
  const callers = { apiKey: question['api-key-share'], user: 1 - question['api-key-share'] };
  const without = question['without-projects-share'];
  const profiles: Profile[] = [];
  for (const caller of ['apiKey', 'user'] as const) {
    for (const withProjects of [true, false]) {
      const share = callers[caller] * (withProjects ? 1 - without : without);
      if (share === 0) continue;
      const reads = await countPartitionReads(items, { principal: PRINCIPALS[caller], withProjects });
      profiles.push({ ...profile(reads, caller, question, measured), share });
    }
  }
  const gigabytes = (computeLoad(items).gigabytes / perAnswer) * question.organizations;
  return { profiles, gigabytes };
};
