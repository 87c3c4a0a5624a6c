import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { LOOPBACK, portOf } from '../../lib/local/listen.ts';
import type { RecordedTable } from './workload/recorded-table.ts';

/** Serves a recorded table by HTTP, to what must not share a process with it. */
export const serveTable = async (table: RecordedTable) => {
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const body = table.answer(operation, await text(request));
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(body);
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return {
    url: `http://${LOOPBACK}:${portOf(server)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
