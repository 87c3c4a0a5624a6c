import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SignatureV4, type SignatureV4CryptoInit } from '@smithy/signature-v4';

/** What keys are made of. */
type Source = string | ArrayBuffer | ArrayBufferView;

/**
 * SHA-256, or HMAC-SHA-256 when there is a secret. It is Node.js's own, as the SDK's is; but a secret that is no
 * KeyObject makes Node.js throw and catch errors until it knows what it is, which costs more than the hash.
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

/** Secrets are the credentials' and the day's signing key, the same for each request, and few at a time. */
const keys = new Map<Source, KeyObject>();
const KEYS_KEPT = 8;

const keyOf = (secret: Source): KeyObject => {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const key = typeof secret === 'string' ? createSecretKey(secret, 'utf8') : createSecretKey(toView(secret));
  if (keys.size >= KEYS_KEPT) keys.clear();
  keys.set(secret, key);
  return key;
};

const toView = (bytes: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);

/**
 * Has a client keep one signer. By itself it makes one from a copy of its whole configuration for each request, although
 * its region, credentials and service are always the same. What and how is signed is the SDK's.
 */
export const keepSigner = ({ config }: DynamoDBClient): void => {
  const { credentials, region } = config;
  const sha256: SignatureV4CryptoInit['sha256'] = Sha256;
  const signer = new SignatureV4({ credentials, region, service: 'dynamodb', sha256 });
  config.signer = async () => signer;
};
