import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SignatureV4, type SignatureV4CryptoInit } from '@smithy/signature-v4';

/** The form in which the SDK gives a secret. */
type Source = string | ArrayBuffer | ArrayBufferView;

/**
 * SHA-256, or HMAC-SHA-256 when there is a secret, by Node.js. A secret that is not a KeyObject makes Node.js throw and catch
 * errors until it knows the type, which costs more than the hash; so each secret becomes one.
 */
class Sha256 {
  readonly #secret: Source | undefined;
  #hash: { update(data: Uint8Array): unknown; digest(): Uint8Array };

  constructor(secret?: Source) {
    this.#secret = secret;
    this.#hash = start(secret);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = start(this.#secret);
  }
}

const start = (secret: Source | undefined) =>
  secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret));

/** The secrets are the credentials and the day's signing key: few, and the same for each request. */
const keys = new Map<Source, KeyObject>();
const MAX_KEYS = 8;

const keyOf = (secret: Source): KeyObject => {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const key = typeof secret === 'string' ? createSecretKey(secret, 'utf8') : createSecretKey(toView(secret));
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(secret, key);
  return key;
};

const toView = (bytes: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);

/**
 * Makes a client keep one signer. Otherwise it creates one for each request from a copy of its whole configuration, although
 * region, credentials and service never change. The SDK decides what is signed and how.
 */
export const keepSigner = ({ config }: DynamoDBClient): void => {
  const { credentials, region } = config;
  const sha256: SignatureV4CryptoInit['sha256'] = Sha256;
  const signer = new SignatureV4({ credentials, region, service: 'dynamodb', sha256 });
  config.signer = async () => signer;
};
