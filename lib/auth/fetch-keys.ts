import * as z from 'zod/mini';
import { fetchJson } from './fetch-json.ts';
import type { Issuer } from './issuer.ts';
import { STALENESS_BOUND_MS } from './jwks.ts';
import { readKeySet, type SigningKey } from './key-set.ts';

/** For the discovery document and the keys together, in milliseconds. */
const TIMEOUT_MS = 2000;

/**
 * Creates a function that fetches an issuer's keys within two seconds, from the configured address or else from the one
 * in the issuer's discovery document. The discovered address is kept for the staleness bound, or until a fetch fails.
 * @param now milliseconds since 1970
 * @param timeLimitFactor multiplies the two seconds
 * @returns a function that throws if a response is late, not 200, too large, not a key set, or not a discovery document
 *   of this issuer
 */
export const createKeyFetcher = (
  { issuer, jwksUri }: Pick<Issuer, 'issuer' | 'jwksUri'>,
  now: () => number,
  timeLimitFactor = 1,
  fetchDocument = fetchJson,
): (() => Promise<SigningKey[]>) => {
  let found: { readonly uri: string; readonly at: number } | undefined;

  const findKeys = async (signal: AbortSignal): Promise<string> => {
    const at = now();
    if (found === undefined || at - found.at >= STALENESS_BOUND_MS) {
      found = undefined;
      found = { uri: await discoverJwksUri(issuer, (uri) => fetchDocument(uri, signal)), at };
    }
    return found.uri;
  };

  return async () => {
    const signal = AbortSignal.timeout(TIMEOUT_MS * timeLimitFactor);
    try {
      return readKeySet(await fetchDocument(jwksUri ?? (await findKeys(signal)), signal));
    } catch (error) {
      found = undefined;
      throw error;
    }
  };
};

/**
 * OpenID Connect Discovery 1.0, section 4: the document must have exactly the configured issuer. Keys may be fetched
 * without TLS only if the issuer's URL has none, too.
 */
const discoverJwksUri = async (issuer: string, fetchDocument: (uri: string) => Promise<unknown>): Promise<string> => {
  const document = await fetchDocument(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!z.safeParse(z.object({ issuer: z.literal(issuer) }), document).success)
    throw new Error('the discovery document is of another issuer');
  const protocol = /^http:/i.test(issuer) ? /^https?$/ : /^https$/;
  const keys = z.safeParse(z.object({ jwks_uri: z.url({ protocol }) }), document);
  if (!keys.success) throw new Error('the discovery document has no address of keys that may be used');
  return keys.data.jwks_uri;
};
