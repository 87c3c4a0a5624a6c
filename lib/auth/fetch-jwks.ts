import type { JSONWebKeySet } from 'jose';
import * as z from 'zod/mini';

const TIMEOUT_MS = 2000;

/** Far above any real key set, far below what would hurt. */
const MAX_BYTES = 256 * 1024;

const jwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * Fetches a key set (RFC 7517, section 5) within two seconds, following no redirect: where the keys come from is a
 * matter of configuration only.
 * @throws when the answer is late, not 200, too large or no key set
 */
export const fetchJwks = async (uri: string): Promise<JSONWebKeySet> => {
  const response = await fetch(uri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200 || response.body === null) {
    // or the connection would be held until it is collected
    await response.body?.cancel();
    throw new Error(`the issuer answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`the issuer's key set is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return z.parse(jwksSchema, JSON.parse(Buffer.concat(chunks).toString()));
};
