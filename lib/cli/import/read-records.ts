import { CliError } from '../cli-error.ts';
import { attempt, type InputRecord, toRecord } from './input-record.ts';
import { createOrganizationsParser, type Ending } from './parse-organizations.ts';
import { readLines } from './read-lines.ts';
import { TextWindow } from './text-window.ts';

type Bytes = AsyncIterable<Uint8Array>;

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
  for await (const chunk of input) {
    if (wantsText) window.add(chunk);
    length += chunk.length;
    const broken = attempt(() => parser.write(chunk));
    for (const { draft, span } of parser.take()) {
      if (held !== undefined) yield held;
      const place = `organizations[${span.index}] in line ${span.line}`;
      held = toRecord(place, draft, wantsText ? () => window.slice(span.start, span.end) : undefined);
    }
    if (broken !== undefined) return describeIncomplete(broken, held);
    window.forgetBefore(parser.openSince() ?? length);
  }
  let ending: Ending | undefined;
  const why =
    attempt(() => {
      ending = parser.end();
    }) ?? whyIncomplete(ending);
  if (why === undefined && held !== undefined) yield held;
  return why && describeIncomplete(why, held);
}

const whyIncomplete = (ending: Ending | undefined): string | undefined => {
  const { success, error, hasOrganizations = false } = ending ?? {};
  if (success === true) return hasOrganizations ? undefined : 'it has no list of organizations';
  const says = typeof error === 'string' ? `, and the error is ${JSON.stringify(error)}` : '';
  return success === false ? `"success" is false${says}` : 'it does not say "success": true';
};

const describeIncomplete = (why: string, held: InputRecord | undefined): string =>
  `Not a complete answer: ${why}.${held ? ` The last organization that is whole, ${held.place}, may be a part only and was left out.` : ''}`;
