import * as z from 'zod/mini';
import type { Attributes } from '../../table/decode.ts';
import { whyItemNotStorable } from './check-storable.ts';
import { Notes } from './notes.ts';

/** What zod says in English; its small variant is silent by itself. */
const { localeError: error } = z.locales.en();

/** Holds the pieces of one organization against what they should be, and gathers what is wrong or worth telling. */
export class Examiner {
  /** Each by its path; empty when nothing is wrong. */
  readonly faults: string[] = [];
  readonly notes = new Notes();
  readonly #nameOrganization: () => string;

  /** @param nameOrganization how a note names the organization, by what is known of it then */
  constructor(nameOrganization: () => string) {
    this.#nameOrganization = nameOrganization;
  }

  /** @returns the value as the schema knows it; undefined, and a fault, when it is something else */
  parse<Schema extends z.ZodMiniObject>(schema: Schema, value: unknown, path: string): z.infer<Schema> | undefined {
    const parsed = schema.safeParse(value, { error });
    if (!parsed.success) {
      const { message = '', path: inner = [] } = parsed.error.issues[0] ?? {};
      this.faults.push(`${toPath(path, inner) || 'the organization'}: ${message}`);
      return undefined;
    }
    for (const name of Object.keys(Object(value))) {
      if (name in schema.shape) continue;
      const field = `${path && `${path.replaceAll(/\d+/g, '')}.`}${name}`;
      this.notes.add(`${field}: no field of the contract, and left out`, this.#nameOrganization());
    }
    return parsed.data;
  }

  /** An item that DynamoDB would refuse is a fault. */
  requireStorable(path: string, item: Attributes): void {
    const why = whyItemNotStorable(item);
    if (why !== undefined) this.faults.push(`${path}: ${why}`);
  }
}

const toPath = (path: string, inner: readonly PropertyKey[]): string =>
  inner.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`),
    path,
  );
