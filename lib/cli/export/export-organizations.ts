import type { Fragment, Part } from '../../contract/fragment.ts';
import { ChunkWriter } from '../../http/chunk-writer.ts';
import { jsonStream } from '../../http/json-stream.ts';
import { isListed } from '../../organizations/lifecycle.ts';
import type { View } from '../../organizations/open-organizations.ts';
import { viewOrganizations } from '../../organizations/read-organizations.ts';
import type { Counters } from '../../organizations/stream-organization.ts';
import type { ReadOptions, Table } from '../../table/call.ts';
import { getItems } from '../../table/get.ts';
import { decodeLifecycle, type OrganizationLifecycle } from '../../table/items.ts';
import { idInKey, organizationKey } from '../../table/keys.ts';
import { scanPartitionKeys } from '../../table/scan.ts';
import { FIXED_SORT_KEY, PARTITION_KEY } from '../../table/schema.ts';
import { CliError } from '../cli-error.ts';

export type ExportRequest = {
  /** Which organizations; all when it is empty. */
  readonly ids: readonly number[];
  /** With those that are in no answer any more: deleted, or past their trial's grace period. */
  readonly withDeleted: boolean;
  readonly format: 'json' | 'ndjson';
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Ends the export when it is aborted. */
  readonly signal?: AbortSignal;
};

/**
 * The text of organizations with everything that is stored of them, ascending by id: one answer of the API's form, or a line
 * for each. All reads are strongly consistent, so what was written before the export began is in it. DynamoDB has no reads of
 * one moment for more than a page of 1 MB, so what is written meanwhile may be in it or not, item by item.
 * @param counters is added to
 * @throws CliError when one of the ids is not to be exported; TableUnavailableError, TableRefusedError, BrokenItemError. What
 *   was written by then never looks complete: the JSON ends in `"success":false`, the last line in its middle
 */
export async function* exportOrganizations(
  table: Table,
  request: ExportRequest,
  counters: Counters,
): AsyncGenerator<Part, void, undefined> {
  const shows = (organization: OrganizationLifecycle) => request.withDeleted || isListed(organization, request.now);
  const options = request.signal === undefined ? {} : { signal: request.signal };
  const ids = await findIds(table, request.ids, shows, options);
  const view: View = {
    ...options,
    viewersOf: async (window) => new Map(window.map((id) => [id, { role: 'operator' }])),
    shows,
    withProjects: true,
    consistent: true,
  };
  const organizations = viewOrganizations(table, ids, view, counters);
  if (request.format === 'ndjson') {
    yield* lines(organizations);
    return;
  }
  let failure: unknown;
  yield* jsonStream(organizations, (error) => {
    failure = error;
    return 'The export failed, so this is a part of it only.';
  });
  if (failure !== undefined) throw failure;
}

async function* lines(organizations: AsyncIterable<AsyncIterable<Fragment>>): AsyncGenerator<Part, void, undefined> {
  const writer = new ChunkWriter();
  const complete = (parts: readonly Part[]) => parts.flatMap((part) => writer.add(part) ?? []);
  for await (const organization of organizations) {
    for await (const { parts } of organization) yield* complete(parts);
    yield* complete(['\n']);
  }
  yield writer.take() ?? '';
}

const findIds = async (
  table: Table,
  ids: readonly number[],
  shows: (organization: OrganizationLifecycle) => boolean,
  options: ReadOptions,
): Promise<number[]> => {
  if (ids.length === 0) return findAllIds(table, options);
  const wanted = [...new Set(ids)].toSorted(ascending);
  const found = await getItems(table, wanted.map(organizationKey), { ...options, consistent: true });
  const shown = found
    .filter((item) => shows(decodeLifecycle(item)))
    .map((item) => idInKey(item[PARTITION_KEY]?.S ?? ''));
  const missing = wanted.filter((id) => !shown.includes(id));
  if (missing.length === 0) return wanted;
  throw new CliError(
    `Cannot export ${missing.join(', ')}: no such organization, or it is deleted and needs --deleted.`,
  );
};

const findAllIds = async (table: Table, options: ReadOptions): Promise<number[]> => {
  const ids: number[] = [];
  for await (const key of scanPartitionKeys(table, FIXED_SORT_KEY.organization, options)) ids.push(idInKey(key));
  return ids.toSorted(ascending);
};

const ascending = (one: number, other: number): number => one - other;
