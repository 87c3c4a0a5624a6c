import { listOrganizations } from '../../../functions/list-organizations/list-organizations.ts';
import { createTableClient } from '../../../lib/table/client.ts';
import { CALLER, NOW, TABLE_NAME } from '../workload/workload.ts';
import type { CreateVariant } from './variant.ts';

const silent = { info: () => undefined, error: () => undefined, count: () => undefined };

/** The product's own code from the principal to the stream of the answer, with nothing but the network exchanged. */
export const createProduct: CreateVariant = (requestHandler) => {
  const client = createTableClient((reason) => {
    throw new Error(reason);
  });
  client.config.requestHandler = requestHandler;
  const collaborators = { table: { client, name: TABLE_NAME }, telemetry: silent, now: () => NOW };
  const request = { principal: CALLER, withProjects: true };
  return async () => {
    const body = await listOrganizations(request, collaborators, 'bench', 60_000);
    const bytes: Uint8Array[] = [];
    for await (const chunk of body) bytes.push(chunk);
    return bytes;
  };
};
