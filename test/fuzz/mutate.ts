import type { Random } from '../support/random.ts';

const STRANGE = [
  '\0',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '=',
  '.',
  '..',
  '%',
  ';',
  ',',
  '"',
  'é',
  '🔑',
  '\u200b',
  '\u202e',
  'Å',
  '\ud800',
  '𝐞',
  'е',
];
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A change of a text that may leave it as it was. */
type Mutation = (text: string, random: Random, others: readonly string[]) => string;

const at = (text: string, random: Random) => random.integer(0, Math.max(0, text.length - 1));
const splice = (text: string, position: number, remove: number, insert: string) =>
  text.slice(0, position) + insert + text.slice(position + remove);

/** What can happen to any credential's text. */
export const TEXT_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flip a bit': (text, random) => {
    const position = at(text, random);
    return splice(text, position, 1, String.fromCharCode(text.charCodeAt(position) ^ (1 << random.integer(0, 6))));
  },
  'change a character': (text, random) => splice(text, at(text, random), 1, random.pick([...BASE64URL])),
  'remove characters': (text, random) => splice(text, at(text, random), random.integer(1, 4), ''),
  'insert something strange': (text, random) => splice(text, random.integer(0, text.length), 0, random.pick(STRANGE)),
  'replace by something strange': (text, random) => splice(text, at(text, random), 1, random.pick(STRANGE)),
  truncate: (text, random) => text.slice(0, random.integer(0, text.length)),
  'cut the beginning': (text, random) => text.slice(random.integer(0, text.length)),
  'change the casing': (text, random) => random.pick([text.toUpperCase(), text.toLowerCase()]),
  'swap two neighbours': (text, random) => {
    const position = at(text, random);
    return splice(text, position, 2, [...text.slice(position, position + 2)].reverse().join(''));
  },
  'give it twice in one': (text, random) => text + random.pick(['', ',', ', ', ' ', ';', '\n']) + text,
  'join it with another': (text, random, others) => text + random.pick(['', ',', ' ']) + random.pick(others),
  'cross it with another': (text, random, others) => {
    const position = at(text, random);
    return text.slice(0, position) + random.pick(others).slice(position);
  },
  'make it long': (text, random) => text + 'A'.repeat(random.integer(1, 9000)),
  'encode it': (text, random) =>
    random.pick([encodeURI, (value: string) => Buffer.from(value).toString('base64'), JSON.stringify])(
      text.toWellFormed(),
    ),
  'give it a scheme': (text, random) => random.pick(['Bearer ', 'bearer ', 'JWT ', 'ApiKey ', 'ei_', 'jwt=']) + text,
};

/** An earlier mutation may have left fewer segments than there were. */
const replace = (parts: readonly string[], index: number, by: string) =>
  parts.map((part, position) => (position === index ? by : part));

const segments = (token: string): string[] => token.split('.');
const decode = (segment: string) => Buffer.from(segment, 'base64url');

/** What can happen to a token besides; every one keeps or breaks its signature, none makes a true one. */
export const TOKEN_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'swap segments': (token, random) => random.sample(segments(token), 3).join('.'),
  'swap a segment with another token': (token, random, others) => {
    const parts = segments(token);
    const index = random.integer(0, 2);
    return replace(parts, index, segments(random.pick(others))[index] ?? '').join('.');
  },
  'drop a segment': (token, random) => segments(token).toSpliced(random.integer(0, 2), 1).join('.'),
  'double a segment': (token, random) => {
    const parts = segments(token);
    const index = random.integer(0, 2);
    return parts.toSpliced(index, 0, parts[index] ?? '').join('.');
  },
  'empty a segment': (token, random) => replace(segments(token), random.integer(0, 2), '').join('.'),
  'pad a segment': (token, random) =>
    segments(token)
      .map((part) => part + random.pick(['', '=', '==']))
      .join('.'),
  'use the other alphabet': (token) => token.replaceAll('-', '+').replaceAll('_', '/'),
  'set unused bits': (token, random) => {
    const index = random.integer(0, 2);
    const parts = segments(token);
    const part = parts[index] ?? '';
    const last = BASE64URL.indexOf(part.at(-1) ?? 'A');
    return replace(parts, index, part.slice(0, -1) + BASE64URL.charAt(last ^ random.pick([1, 2, 3]))).join('.');
  },
  'flip a bit of the bytes': (token, random) => {
    const index = random.integer(0, 2);
    const parts = segments(token);
    const bytes = decode(parts[index] ?? '');
    const position = random.integer(0, Math.max(0, bytes.length - 1));
    bytes[position] = (bytes[position] ?? 0) ^ (1 << random.integer(0, 7));
    return replace(parts, index, bytes.toString('base64url')).join('.');
  },
  'edit the header': (token, random) => editJson(token, 0, random),
  'edit the claims': (token, random) => editJson(token, 1, random),
};

const EDITS: readonly [string | RegExp, string][] = [
  [/"sub":"\d+"/, '"sub":"1"'],
  [/"sub":"\d+"/, '"sub":"2"'],
  [/"sub":"subject-\d+"/, '"sub":"subject-3"'],
  [/"iss":"[^"]+"/, '"iss":"https://linked.example.com"'],
  [/"iss":"https:\/\/linked/, '"iss":"https://LINKED'],
  [/"tid":"t"/, '"tid":true'],
  [/"exp":\d+/, '"exp":9999999999'],
  [/"alg":"\w+"/, '"alg":"none"'],
  [/"alg":"\w+"/, '"alg":"HS256"'],
  [/"alg":"\w+"/, '"alg":"ES256"'],
  [/"alg":"\w+"/, '"alg":"EdDSA"'],
  [/"alg":"\w+"/, '"alg":"RS256"'],
  [/"kid":"\w+"/, '"kid":"ec"'],
  [/"kid":"\w+"/, '"kid":"__proto__"'],
  [/^{/, '{"sub":"3",'],
  [/}$/, ',"sub":"3"}'],
  [/}$/, ',"__proto__":{"sub":"3"}}'],
  [/}$/, ' }'],
  [/^{/, '{ '],
  [/"/, "'"],
];

const editJson = (token: string, index: number, random: Random): string => {
  const parts = segments(token);
  const [pattern, replacement] = random.pick(EDITS);
  const text = decode(parts[index] ?? '').toString();
  return replace(parts, index, Buffer.from(text.replace(pattern, replacement)).toString('base64url')).join('.');
};
