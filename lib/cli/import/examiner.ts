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
  /** Whether an optional value that cannot be read is left out, instead of the whole organization. */
  readonly isLenient: boolean;
};

/** The clocks of two machines are this far apart at most; in milliseconds. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** An organization that was deleted must not come back because the date cannot be read. */
const DECISIVE_FIELDS: ReadonlySet<PropertyKey | undefined> = new Set(['deletedDate']);

/** A value as the schema knows it. */
export type Examined<Value> = {
  readonly value: Value;
  /** The fields of which something was left out because it cannot be read. */
  readonly unknown: readonly string[];
};

/** Holds the pieces of one organization against what they should be, and gathers what is wrong or worth telling. */
export class Examiner {
  /** Each by its path; empty when nothing is wrong. */
  readonly faults: string[] = [];
  /** What was left out because it cannot be read, each by its path. */
  readonly dropped: string[] = [];
  readonly notes = new Notes();
  readonly #options: ReadingOptions;
  readonly #nameOrganization: () => string;

  /** @param nameOrganization how a note names the organization, by what is known of it then */
  constructor(options: ReadingOptions, nameOrganization: () => string) {
    this.#options = options;
    this.#nameOrganization = nameOrganization;
  }

  /** @returns the value as the schema knows it; undefined, and a fault, when it is something else */
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

  /** Takes what is thrown while a part of an organization is read as that organization's fault. */
  attempt(path: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      this.faults.push(
        `${path || 'the organization'}: cannot be read (${error instanceof Error ? error.name : 'error'})`,
      );
    }
  }

  /** An item that DynamoDB would refuse is a fault. */
  requireStorable(path: string, item: Attributes): void {
    const why = whyItemNotStorable(item);
    if (why !== undefined) this.faults.push(`${path}: ${why}`);
  }

  /** Dates of the form that is wanted, which are wrong all the same. */
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

/** A year of ISO 8601 that many readers refuse, such as Python's. */
const YEAR_ZERO = '0000-';

/** The value without what stands at a path; only what leads there is copied. */
const without = (value: unknown, [name, ...rest]: readonly PropertyKey[]): unknown => {
  if (name === undefined) return value;
  const entries = Object.entries(Object(value)).flatMap(([key, member]) => {
    if (key !== String(name)) return [[key, member]];
    return rest.length === 0 ? [] : [[key, without(member, rest)]];
  });
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
};
