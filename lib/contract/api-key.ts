import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What generated keys begin with. They end in a checksum; a customer's own key may not begin so. */
const GENERATED_PREFIX = 'ei_org_';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 40;
const CHECKSUM_LENGTH = 6;

const GENERATED_KEY = new RegExp(`^${GENERATED_PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);

/**
 * Every key begins so. A customer's own has 32 to 256 characters, of those that a header carries without escaping
 * (RFC 9110, token68).
 */
const ANY_KEY = /^ei_[A-Za-z0-9._~+/=-]{29,253}$/;

/** @param secret 40 base62 characters, about 238 bits */
export const formatApiKey = (secret: string): string => GENERATED_PREFIX + secret + checksum(GENERATED_PREFIX + secret);

/** A new API key from the system's source of randomness. It is to be shown once and stored as its hash only. */
export const generateApiKey = (): string =>
  formatApiKey(Array.from({ length: SECRET_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(''));

/** Whether a text could be an API key at all: prefix, length, alphabet and, for a generated one, the checksum. */
export const isWellFormedApiKey = (key: string): boolean => {
  if (!key.startsWith(GENERATED_PREFIX)) return ANY_KEY.test(key);
  return GENERATED_KEY.test(key) && key.endsWith(checksum(key.slice(0, -CHECKSUM_LENGTH)));
};

/**
 * What a key is stored and looked up by: its SHA-256 in hexadecimal. A slow hash would protect nothing here, a key has
 * far too much entropy to be guessed.
 */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** CRC-32 in base62. It tells a mistyped key from an unknown one without a read; it is no protection. */
const checksum = (text: string): string => {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
};
