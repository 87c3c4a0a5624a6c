import type { InputRecord } from '../../lib/cli/import/input-record.ts';
import { readRecords } from '../../lib/cli/import/read-records.ts';
import { adminView, IMPORT_TIME, sourceOf } from './export-text.ts';
import { generateShape } from './generate-shape.ts';

/** Three organizations, as an admin sees them. */
export const ORGANIZATIONS = adminView(generateShape({ organizations: 3, users: 3, projects: 2, collaborators: 2 }));

/** Everything that an import reads from a text, which comes in pieces. */
export const readAll = async (text: string, { pieceLength = 1_000, wantsText = false, isLenient = false } = {}) => {
  const records: InputRecord[] = [];
  const reader = readRecords(sourceOf(text, pieceLength).open(), { wantsText, isLenient, now: IMPORT_TIME });
  let next = await reader.next();
  for (; next.done !== true; next = await reader.next()) records.push(next.value);
  return { records, incomplete: next.value, places: records.map(({ place }) => place) };
};

/** The third organization with another value of one field. */
export const withField = (path: readonly (string | number)[], value: unknown): string => {
  const organization = structuredClone(ORGANIZATIONS[2] ?? {});
  const parent = path.slice(0, -1).reduce<object>((object, part) => Reflect.get(object, part), organization);
  Reflect.set(parent, path.at(-1) ?? '', value);
  return JSON.stringify(organization);
};
