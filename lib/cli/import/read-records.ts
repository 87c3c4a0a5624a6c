import { CliError } from '../cli-error.ts';
import type { Draft } from './draft-organization.ts';
import {
  BrokenJsonError,
  createOrganizationsParser,
  type Ending,
  type ParsedOrganization,
} from './parse-organizations.ts';
import { TextWindow } from './text-window.ts';

/** One organization of the input. */
export type InputRecord = {
  /** Where it stands: `organizations[3] in line 120`, or `line 4`. */
  readonly place: string;
  /** Absent where its text is no JSON. */
  readonly draft?: Draft;
  /** Why nothing of it is written; empty when there is nothing wrong. */
  readonly faults: readonly string[];
  /** Its text as it stands in the input, if it is wanted and there is something wrong. */
  readonly text?: Buffer;
};

type Bytes = AsyncIterable<Uint8Array>;

const NEWLINE = 0x0a;

/** Enough to tell by: a byte order mark, a brace and a name. */
const BEGINNING_LENGTH = 64;
const ANSWER_BEGINNING = /^\uFEFF?\s*\{\s*"(organizations|success|error)"/;
const LINE_BEGINNING = /^\uFEFF?\s*\{[^\S\n]*\S/;

/**
 * The organizations of an answer of the API, or of lines with one organization each.
 * @param wantsText whether broken organizations are to come with their text, which then stays in memory while it is read
 * @returns why the input is not known to be complete; undefined when it is
 * @throws CliError for an input that is neither of the two
 */
export async function* readRecords(
  input: Bytes,
  wantsText: boolean,
): AsyncGenerator<InputRecord, string | undefined, undefined> {
  const { beginning, all } = await peek(input);
  if (ANSWER_BEGINNING.test(beginning)) return yield* readAnswer(all, wantsText);
  if (LINE_BEGINNING.test(beginning)) return yield* readLines(all, wantsText);
  const what = beginning.trim() === '' ? 'It is empty' : 'It does not begin like one';
  throw new CliError(`Neither an answer of the API nor a whole organization on each line. ${what}.`);
}

const peek = async (input: Bytes): Promise<{ beginning: string; all: Bytes }> => {
  const chunks: Uint8Array[] = [];
  const iterator = input[Symbol.asyncIterator]();
  let beginning = '';
  while (beginning.trimStart().length < BEGINNING_LENGTH) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    beginning = Buffer.concat(chunks).toString();
  }
  async function* all(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* chunks;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { beginning, all: all() };
};

/**
 * An answer is known to be complete by what stands at its end. The last organization of one that is not may be cut off and
 * still be valid JSON, so each is held back until the next has begun.
 */
async function* readAnswer(
  input: Bytes,
  wantsText: boolean,
): AsyncGenerator<InputRecord, string | undefined, undefined> {
  const parser = createOrganizationsParser('answer');
  const window = new TextWindow();
  let length = 0;
  let held: InputRecord | undefined;
  try {
    for await (const chunk of input) {
      if (wantsText) window.add(chunk);
      length += chunk.length;
      for (const { draft, span } of parser.write(chunk)) {
        if (held !== undefined) yield held;
        const place = `organizations[${span.index}] in line ${span.line}`;
        held = toRecord(place, draft, wantsText ? () => window.slice(span.start, span.end) : undefined);
      }
      window.forgetBefore(parser.openSince() ?? length);
    }
    const why = whyIncomplete(parser.end());
    if (why === undefined && held !== undefined) yield held;
    return why && describeIncomplete(why, held);
  } catch (error) {
    if (!(error instanceof BrokenJsonError)) throw error;
    return describeIncomplete(error.message, held);
  }
}

const whyIncomplete = ({ success, error, hasOrganizations }: Ending): string | undefined => {
  if (success === true) return hasOrganizations ? undefined : 'it has no list of organizations';
  const says = typeof error === 'string' ? `, and the error is ${JSON.stringify(error)}` : '';
  return success === false ? `"success" is false${says}` : 'it does not say "success": true';
};

const describeIncomplete = (why: string, held: InputRecord | undefined): string =>
  `Not a complete answer: ${why}.${held ? ` The last organization that is whole, ${held.place}, may be a part only and was left out.` : ''}`;

async function* readLines(input: Bytes, wantsText: boolean): AsyncGenerator<InputRecord, undefined, undefined> {
  let number = 1;
  let line = createLineReader(number, wantsText);
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      line.write(chunk.subarray(start, end));
      yield* line.end();
      start = end + 1;
      number += 1;
      line = createLineReader(number, wantsText);
    }
    line.write(chunk.subarray(start));
  }
  yield* line.end();
  return undefined;
}

const createLineReader = (number: number, wantsText: boolean) => {
  const parser = createOrganizationsParser('organization', number);
  const chunks: Uint8Array[] = [];
  const parsed: ParsedOrganization[] = [];
  let isBlank = true;
  let fault: string | undefined;
  const attempt = (parse: () => void): void => {
    try {
      if (fault === undefined) parse();
    } catch (error) {
      if (!(error instanceof BrokenJsonError)) throw error;
      fault = error.message;
    }
  };
  return {
    write: (bytes: Uint8Array): void => {
      if (wantsText) chunks.push(bytes);
      isBlank &&= Buffer.from(bytes).toString().trim() === '';
      attempt(() => parsed.push(...parser.write(bytes)));
    },
    *end(): Generator<InputRecord, void, undefined> {
      if (isBlank) return;
      attempt(() => parser.end());
      const [organization] = parsed;
      const text = wantsText ? () => Buffer.concat(chunks) : undefined;
      const place = `line ${number}`;
      if (fault !== undefined) yield { place, faults: [fault], ...(text === undefined ? {} : { text: text() }) };
      else if (organization !== undefined) yield toRecord(place, organization.draft, text);
    },
  };
};

const toRecord = (place: string, draft: Draft, text: (() => Buffer) | undefined): InputRecord => {
  const { faults } = draft;
  return { place, draft, faults, ...(faults.length === 0 || text === undefined ? {} : { text: text() }) };
};
