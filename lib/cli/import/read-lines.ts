import { catchBrokenJson, type InputRecord, type RecordsOptions, toRecord } from './input-record.ts';
import { createOrganizationsParser } from './parse-organizations.ts';

const NEWLINE = 0x0a;

/** Reads one organization from each line. Blank lines are skipped. */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  options: RecordsOptions,
): AsyncGenerator<InputRecord, undefined, undefined> {
  let number = 1;
  let line = createLineReader(number, options);
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      line.write(chunk.subarray(start, end));
      yield* line.end();
      start = end + 1;
      number += 1;
      line = createLineReader(number, options);
    }
    line.write(chunk.subarray(start));
  }
  yield* line.end();
  return undefined;
}

const createLineReader = (number: number, options: RecordsOptions) => {
  const { wantsText } = options;
  const parser = createOrganizationsParser('organization', options, number);
  const chunks: Uint8Array[] = [];
  let isBlank = true;
  let fault: string | undefined;
  return {
    write: (bytes: Uint8Array): void => {
      if (wantsText) chunks.push(bytes);
      isBlank &&= Buffer.from(bytes).toString().trim() === '';
      fault ??= catchBrokenJson(() => parser.write(bytes));
    },
    *end(): Generator<InputRecord, void, undefined> {
      if (isBlank) return;
      fault ??= catchBrokenJson(parser.end);
      const [organization] = parser.take();
      const text = wantsText ? () => Buffer.concat(chunks) : undefined;
      const place = `line ${number}`;
      if (fault !== undefined) yield { place, faults: [fault], ...(text === undefined ? {} : { text: text() }) };
      else if (organization !== undefined) yield toRecord(place, organization.draft, text);
    },
  };
};
