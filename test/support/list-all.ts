import { text } from 'node:stream/consumers';
import type { Principal } from '../../lib/auth/principal.ts';
import { jsonStream } from '../../lib/http/json-stream.ts';
import { readOrganizations } from '../../lib/organizations/read-organizations.ts';
import type { Table } from '../../lib/table/call.ts';

/** The organizations that a principal is answered with, read by the product's own code. @throws what reading throws */
export const listAll = (
  table: Table,
  principal: Principal,
  { withProjects = true, now = Date.parse('2026-06-01T00:00:00Z') } = {},
): Promise<{ readonly id: number }[]> =>
  bodyOf(readOrganizations(table, { principal, withProjects, now }, { organizations: 0, projects: 0 }));

/** Organizations from their streams. @throws what reading throws */
export const bodyOf = async (organizations: Parameters<typeof jsonStream>[0]): Promise<{ readonly id: number }[]> => {
  const onFailure = (error: unknown): never => {
    throw error;
  };
  return JSON.parse(await text(jsonStream(organizations, onFailure))).organizations;
};
