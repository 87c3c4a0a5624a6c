/** Far above any real key set or discovery document, far below what would hurt. */
const MAX_BYTES = 256 * 1024;

/**
 * Fetches an issuer's JSON document, following no redirect: where it comes from is a matter of configuration only.
 * @param signal its time limit
 * @throws when the answer is late, not 200, too large or no JSON
 */
export const fetchJson = async (uri: string, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(uri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal,
  });
  if (response.status !== 200 || response.body === null) {
    // Or the connection would be held until it is collected
    await response.body?.cancel();
    throw new Error(`the issuer answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`the issuer's answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  // Some begin with a byte order mark, which the decoder leaves out
  return JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)));
};
