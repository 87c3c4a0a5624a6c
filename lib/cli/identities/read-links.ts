import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** A line of a file of links. Which of `id` and `email` says who it is. */
const linkSchema = z.object({
  id: z.optional(
    z.pipe(z.pipe(z.union([z.string(), z.number()]), z.transform(Number)), z.int().check(z.nonnegative())),
  ),
  email: z.optional(text),
  email_verified: z.optional(z.unknown()),
  issuer: text,
  subject: text,
  claim: z._default(text, 'sub'),
});

export type Link = z.infer<typeof linkSchema>;

export type LinkLine = { readonly line: number } & ({ readonly link: Link } | { readonly fault: string });

/** The links of a CSV file with a header, or of an NDJSON file, line by line. @throws Error of Node.js for an unreadable file */
export async function* readLinks(file: string): AsyncGenerator<LinkLine, void, undefined> {
  let header: readonly string[] | undefined;
  let isJson: boolean | undefined;
  let line = 0;
  for await (const row of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1;
    const trimmed = line === 1 ? row.replace(/^\ufeff/, '') : row;
    if (trimmed.trim() === '') continue;
    isJson ??= trimmed.trimStart().startsWith('{');
    if (!isJson && header === undefined) {
      header = splitRow(trimmed) ?? [];
      continue;
    }
    yield { line, ...parseLink(header === undefined ? parseJson(trimmed) : fieldsOf(header, trimmed)) };
  }
}

const parseLink = (fields: unknown): { readonly link: Link } | { readonly fault: string } => {
  const link = z.safeParse(linkSchema, fields);
  if (!link.success) {
    const [issue] = link.error.issues;
    return { fault: `${issue?.path.join('.') || 'the line'} is missing or wrong` };
  }
  if (link.data.id === undefined && link.data.email === undefined) return { fault: 'it has neither id nor email' };
  return { link: link.data };
};

const parseJson = (row: string): unknown => {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
};

/** Empty fields are absent ones. */
const fieldsOf = (header: readonly string[], row: string): unknown => {
  const values = splitRow(row);
  if (values?.length !== header.length) return undefined;
  return Object.fromEntries(
    header.map((name, index) => [name.trim(), values[index]]).filter(([, value]) => value !== ''),
  );
};

/** RFC 4180 without line breaks in fields; undefined for quotation marks that do not match. */
const splitRow = (row: string): string[] | undefined => {
  const fields = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)];
  const length = fields.reduce((sum, [field]) => sum + field.length, 0);
  return length === row.length
    ? fields.map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain)
    : undefined;
};
