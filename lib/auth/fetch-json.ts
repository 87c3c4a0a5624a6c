/** Far more than any real key set or discovery document has, and little enough to hold in memory. */
const MAX_BYTES = 256 * 1024;

/**
 * Fetches an issuer's JSON document. Redirects are not followed: only the configuration decides where documents come
 * from.
 * @param signal the time limit
 * @throws if the response is late, not 200, too large or not JSON
 */
export const fetchJson = async (uri: string, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(uri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal,
  });
  if (response.status !== 200 || response.body === null) {
    // Otherwise the connection stays in use until garbage collection
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
  // TextDecoder drops the byte order mark that some issuers send
  return JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)));
};
