import { CliError } from '../cli-error.ts';
import { catchBrokenJson, type InputRecord, type RecordsOptions, toRecord } from './input-record.ts';
import { createOrganizationsParser } from './parse-organizations.ts';
import type { Ending } from './parsed-organization.ts';
import { readLines } from './read-lines.ts';
import { type Recognized, recognizeInput } from './recognize-input.ts';
import { TextWindow } from './text-window.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** How much of an input is read to recognize its format, in bytes. After that it counts as unknown. */
const MAX_PEEKED_BYTES = 1_000_000;

/** How much is read at first, in bytes; doubled until the format is recognized. */
const FIRST_PEEKED_BYTES = 1_024;

/**
 * Reads the organizations of an answer of the API, or of lines with one organization each.
 * @returns why the input is not known to be complete; undefined if it is
 * @throws CliError for any other input
 */
export async function* readRecords(
  input: Bytes,
  options: RecordsOptions,
): AsyncGenerator<InputRecord, string | undefined, undefined> {
  const { recognized, all } = await peek(input);
  if ('found' in recognized) {
    throw new CliError(
      'Expected an answer of the API, {"organizations": […], "success": true}, or one organization on each line, ' +
        `{"id": 1, …}. Found ${recognized.found}.`,
    );
  }
  return recognized.form === 'answer' ? yield* readAnswer(all, options) : yield* readLines(all, options);
}

const peek = async (input: Bytes): Promise<{ recognized: Recognized; all: Bytes }> => {
  const chunks: Uint8Array[] = [];
  const iterator = input[Symbol.asyncIterator]();
  let recognized: Recognized | undefined;
  let length = 0;
  let isAll = false;
  for (let wanted = FIRST_PEEKED_BYTES; recognized === undefined; wanted *= 2) {
    while (length < wanted && !isAll) {
      const next = await iterator.next();
      isAll = next.done === true;
      if (next.done !== true) {
        chunks.push(next.value);
        length += next.value.length;
      }
    }
    recognized = recognizeInput(Buffer.concat(chunks), isAll);
    if (length >= MAX_PEEKED_BYTES)
      recognized ??= { found: 'an object without a list of organizations in its first megabyte' };
  }
  async function* all(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* chunks;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { recognized, all: all() };
};

/**
 * Reads the organizations of an answer. Only the end of an answer shows that it is complete. In an incomplete answer
 * the last organization may be cut off and still be valid JSON, so each one is held back until the next one begins.
 */
async function* readAnswer(
  input: Bytes,
  options: RecordsOptions,
): AsyncGenerator<InputRecord, string | undefined, undefined> {
  const { wantsText } = options;
  const parser = createOrganizationsParser('answer', options);
  const window = new TextWindow();
  let length = 0;
  let held: InputRecord | undefined;
  for await (const chunk of input) {
    if (wantsText) window.add(chunk);
    length += chunk.length;
    const broken = catchBrokenJson(() => parser.write(chunk));
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
    catchBrokenJson(() => {
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
