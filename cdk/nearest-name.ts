/** In edits. With more, a word is rather another one than a typing error. */
const MAX_DISTANCE = 2;

/** @returns the name that is nearest to a mistyped one, upper case or not; undefined if none is near */
export const nearestName = (mistyped: string, names: readonly string[]): string | undefined =>
  names
    .map((name) => ({ name, distance: distanceBetween(mistyped.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= MAX_DISTANCE)
    .toSorted((one, other) => one.distance - other.distance)[0]?.name;

/** Levenshtein's distance, a row of the matrix at a time. */
const distanceBetween = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, character] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, wanted] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (character === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
