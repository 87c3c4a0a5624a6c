import type * as z from 'zod/mini';
import type { Attributes } from '../../table/decode.ts';
import { whyItemNotStorable } from '../../table/storable.ts';
import { describeIssue, FUTURE, toPath } from './describe-issue.ts';
import { Notes } from './notes.ts';
import { dateFieldsOf, walkSchema } from './schema-path.ts';

/** How an input is read. */
export type ReadingOptions = {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether an optional value that cannot be read is left out. If false, it is a fault of the organization. */
  readonly isLenient: boolean;
};

/** How far another machine's clock may be ahead of this one's, in milliseconds. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/**
 * Optional fields that are never left out. Without its `deletedDate`, a deleted organization would be imported as
 * active.
 */
const DECISIVE_FIELDS: ReadonlySet<PropertyKey | undefined> = new Set(['deletedDate']);

/** A value that the schema accepts. */
export type Examined<Value> = {
  readonly value: Value;
  /** The fields from which something was left out because it cannot be read. */
  readonly unknown: readonly string[];
};

/** Validates the parts of one organization and collects faults and notes. */
export class Examiner {
  /** Each with its path; empty if there are none. */
  readonly faults: string[] = [];
  /** Values that were left out because they cannot be read, each with its path. */
  readonly dropped: string[] = [];
  readonly notes = new Notes();
  readonly #options: ReadingOptions;
  readonly #nameOrganization: () => string;

  /** @param nameOrganization returns the organization's name for a note; it may change once the id is known */
  constructor(options: ReadingOptions, nameOrganization: () => string) {
    this.#options = options;
    this.#nameOrganization = nameOrganization;
  }

  /**
   * Validates a value.
   * @returns the value as the schema accepts it; undefined if it is invalid, which is added as a fault
   */
  examine<Schema extends z.ZodMiniObject>(
    schema: Schema,
    value: unknown,
    path: string,
  ): Examined<z.infer<Schema>> | undefined {
    const unknown = new Set<string>();
    const dropped = new Set<string>();
    let rest = value;
    for (;;) {
      const parsed = schema.safeParse(rest);
      const issues = parsed.success ? this.#findBadDates(schema, parsed.data) : parsed.error.issues;
      if (parsed.success && issues.length === 0) {
        this.#noteUnknownNames(schema, value, path);
        return { value: parsed.data, unknown: [...unknown] };
      }
      for (const issue of issues) {
        const places = walkSchema(schema, issue.path);
        const place = places.length === issue.path.length ? places.at(-1) : undefined;
        const why = `${toPath(path, issue.path) || 'the organization'}: ${describeIssue(issue, rest, place)}`;
        const optional = places.findLastIndex(({ isOptional }) => isOptional);
        if (!this.#options.isLenient || optional === -1 || DECISIVE_FIELDS.has(issue.path[optional])) {
          this.faults.push(why);
          return undefined;
        }
        const left = issue.path.slice(0, optional + 1);
        if (dropped.has(toPath('', left))) continue;
        dropped.add(toPath('', left));
        this.dropped.push(`${why}; ${toPath(path, left)} is left out`);
        unknown.add(String(left[0]));
        rest = without(rest, left);
      }
    }
  }

  /** Runs a function and adds any error that it throws as a fault of the organization. */
  catchErrors(path: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      this.faults.push(
        `${path || 'the organization'}: cannot be read (${error instanceof Error ? error.name : 'error'})`,
      );
    }
  }

  /** Adds a fault if DynamoDB would reject the item. */
  requireStorable(path: string, item: Attributes): void {
    const why = whyItemNotStorable(item);
    if (why !== undefined) this.faults.push(`${path}: ${why}`);
  }

  /** Issues for dates that the schema accepts although they are wrong: in year 0, or seen in the future. */
  #findBadDates(schema: z.ZodMiniObject, value: object): z.core.$ZodIssue[] {
    const issues: z.core.$ZodIssue[] = [];
    const fields = new Map<string, unknown>(Object.entries(value));
    for (const name of dateFieldsOf(schema)) {
      const text = fields.get(name);
      if (typeof text !== 'string') continue;
      if (text.startsWith(YEAR_ZERO))
        issues.push({ code: 'invalid_format', format: 'datetime', path: [name], message: '' });
      else if (name === 'lastSeen' && Date.parse(text) > this.#options.now + CLOCK_TOLERANCE_MS) {
        issues.push({ code: 'custom', path: [name], message: FUTURE });
      }
    }
    return issues;
  }

  #noteUnknownNames(schema: z.ZodMiniObject, value: unknown, path: string): void {
    for (const name of Object.keys(Object(value))) {
      if (Object.hasOwn(schema.shape, name)) continue;
      const field = `${path && `${path.replaceAll(/\d+/g, '')}.`}${name}`;
      this.notes.add(`${field}: not a field of the contract, left out`, this.#nameOrganization());
    }
  }
}

/** Valid in ISO 8601, but many programs cannot read it, such as those in Python. */
const YEAR_ZERO = '0000-';

/** A copy of a value without the member at a path. Only the objects and lists along the path are copied. */
const without = (value: unknown, [name, ...rest]: readonly PropertyKey[]): unknown => {
  if (name === undefined) return value;
  const entries = Object.entries(Object(value)).flatMap(([key, member]) => {
    if (key !== String(name)) return [[key, member]];
    return rest.length === 0 ? [] : [[key, without(member, rest)]];
  });
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
};
