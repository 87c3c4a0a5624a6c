import * as z from 'zod/mini';
import { ALGORITHMS } from './key-set.ts';

/**
 * In characters. Longer tokens would not fit into the headers that API Gateway accepts, with room for other headers.
 */
const MAX_LENGTH = 8192;

/** RFC 7515, section 4. This service supports no extension, so it refuses every critical one. */
const headerSchema = z.object({
  alg: z.enum(ALGORITHMS),
  kid: z.string().check(z.minLength(1), z.maxLength(256)),
  typ: z.exactOptional(z.string().check(z.regex(/^(application\/)?(jwt|at\+jwt)$/i))),
  crit: z.exactOptional(z.never()),
  b64: z.exactOptional(z.never()),
});

export type TokenHeader = z.infer<typeof headerSchema>;

export type Claims = Readonly<Record<string, unknown>>;

/** A token's parsed parts. Do not trust them before the signature is verified. */
export type ReadToken = {
  readonly header: TokenHeader;
  readonly claims: Claims;
  /** The JSON text that the claims were read from, in UTF-8. */
  readonly payload: Buffer;
};

/**
 * Parses a token in compact serialization (RFC 7515, section 7.1).
 * @returns its parts, or the rule that it breaks
 */
export const readToken = (token: string): ReadToken | 'token-format' | 'token-header' => {
  if (token.length > MAX_LENGTH) return 'token-format';
  const [headerText, payload, signature, ...more] = token.split('.').map(decodePart);
  if (payload === undefined || signature === undefined || more.length > 0) return 'token-format';
  const header = parseObject(headerText);
  const claims = parseObject(payload);
  if (header === undefined || claims === undefined) return 'token-format';
  const accepted = z.safeParse(headerSchema, header);
  return accepted.success ? { header: accepted.data, claims, payload } : 'token-header';
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes a part. Only the canonical base64url form is accepted: no padding, no unused bits, no characters that a
 * decoder would skip.
 */
const decodePart = (part: string): Buffer | undefined => {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
};

/** Parses a JSON object; undefined if the bytes are anything else, or absent. */
const parseObject = (bytes: Buffer | undefined): Claims | undefined => {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    // The bytes are not UTF-8 or not JSON
    return undefined;
  }
};

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
