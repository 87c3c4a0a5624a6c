import autocannon from 'autocannon';
import { startLocalStack } from '../../lib/local/stack.ts';

export type LocalPathFigures = {
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
};

/**
 * The whole path on this machine: gateway, authorizer and list function in processes of their own, dynalite as the
 * table, this process as the client, all on the same processors.
 */
export const measureLocalPath = async (seconds: number): Promise<LocalPathFigures[]> => {
  const resources = new AsyncDisposableStack();
  try {
    const stack = await startLocalStack({}, resources);
    const key = stack.credentials.find(({ kind }) => kind === 'key');
    if (key === undefined) throw new Error('the local stack has no API key');
    const options = { url: `${stack.url}/api/organizations`, headers: { 'x-api-key': key.value } };
    await autocannon({ ...options, connections: 8, duration: 3 });
    const figures: LocalPathFigures[] = [];
    for (const connections of [1, 8, 64]) {
      const result = await autocannon({ ...options, connections, duration: seconds, timeout: 30 });
      figures.push({
        connections,
        requestsPerSecond: result.requests.average,
        p50Ms: result.latency.p50,
        p99Ms: result.latency.p99,
        failed: result.errors + result.timeouts + result.non2xx,
      });
    }
    return figures;
  } finally {
    await resources.disposeAsync();
  }
};
