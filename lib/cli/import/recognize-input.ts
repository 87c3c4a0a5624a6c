import { Tokenizer, TokenType } from '@streamparser/json';
import { organizationSchema } from '../../contract/model.ts';
import { Utf8Repair } from './utf8-repair.ts';

/** The format of an input; otherwise, what was found instead. */
export type Recognized = { readonly form: 'answer' | 'lines' } | { readonly found: string };

const ANSWER_MEMBERS: ReadonlySet<string> = new Set(['organizations', 'success', 'error']);
const ORGANIZATION_MEMBERS: ReadonlySet<string> = new Set(Object.keys(organizationSchema.shape));

/** How many unknown member names a message lists: a few are enough for operators to recognize their file. */
const MAX_NAMES = 5;

const SEVERAL_LINES = 'one organization over several lines: write it on one line, as `jq -c .` does';
const NOT_JSON = 'a text that is not JSON';

/**
 * Recognizes the format of an input by its beginning.
 * @param isAll whether `beginning` is the whole input
 * @returns undefined if more of the input is needed
 */
export const recognizeInput = (beginning: Uint8Array, isAll: boolean): Recognized | undefined => {
  const signature = Buffer.from(beginning.subarray(0, 2)).toString('hex');
  if (signature === '1f8b') return { found: 'compressed data: decompress it first, as `gunzip` does' };
  if (signature === 'fffe' || signature === 'feff') return { found: 'UTF-16: convert it to UTF-8, as `iconv` does' };
  const text = Buffer.from(beginning)
    .toString()
    .replace(/^\uFEFF/, '');
  const start = text.trimStart();
  if (start === '') return isAll ? { found: 'nothing: it is empty' } : undefined;
  if (start.startsWith('[')) {
    return { found: 'a list: write one organization on each line, as `jq -c ".[]"` does' };
  }
  if (!start.startsWith('{')) return { found: NOT_JSON };
  return recognizeObject(beginning, /^\{[^\S\n]*\S/.test(start), isAll);
};

/** @param isOneLine whether the first member is on the same line as the opening brace */
const recognizeObject = (beginning: Uint8Array, isOneLine: boolean, isAll: boolean): Recognized | undefined => {
  const { names, endsAt, isBroken } = readMembers(beginning);
  if (names.some((name) => ANSWER_MEMBERS.has(name))) return { form: 'answer' };
  if (names.some((name) => ORGANIZATION_MEMBERS.has(name)))
    return isOneLine ? { form: 'lines' } : { found: SEVERAL_LINES };
  if (isBroken) return isOneLine ? { form: 'lines' } : { found: NOT_JSON };
  const after = endsAt === undefined ? '' : Buffer.from(beginning.subarray(endsAt)).toString().trim();
  if (after !== '' && isOneLine) return { form: 'lines' };
  if (endsAt === undefined && !isAll) return undefined;
  if (after === '' && !isAll) return undefined;
  const some = names.slice(0, MAX_NAMES).map((name) => JSON.stringify(name));
  const rest = names.length > MAX_NAMES ? ', …' : '';
  return { found: some.length === 0 ? 'an empty object' : `an object with the members ${some.join(', ')}${rest}` };
};

type Members = { readonly names: readonly string[]; readonly endsAt: number | undefined; readonly isBroken: boolean };

const readMembers = (beginning: Uint8Array): Members => {
  const tokenizer = new Tokenizer();
  const names: string[] = [];
  let depth = 0;
  let endsAt: number | undefined;
  let last: unknown;
  let isBroken = false;
  tokenizer.onError = () => {
    isBroken = true;
  };
  tokenizer.onToken = ({ token, value, offset }) => {
    if (endsAt !== undefined) return;
    if (token === TokenType.COLON && depth === 1) names.push(String(last));
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth += 1;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth === 0) endsAt = offset + 1;
    last = value;
  };
  for (const { bytes } of new Utf8Repair().write(beginning)) if (!isBroken) tokenizer.write(bytes);
  return { names, endsAt, isBroken: isBroken && endsAt === undefined };
};
