/**
 * What no way of writing the authorizer can avoid: the same requests in the same waves, a token's signature checked once,
 * and the finished decision.
 */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { askAgain, type Waves } from './ask.ts';

export type AuthorizerRecording = {
  readonly waves: Waves;
  readonly decision: object;
  /** That a token is signed with, by ES256. */
  readonly key: JsonWebKey;
};

// The benchmark wrote it
const { waves, decision, key } = JSON.parse(
  readFileSync(process.env['RECORDING'] ?? '', 'utf8'),
) as AuthorizerRecording;
const signature = { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;

export const handler = async (event: { readonly headers: Readonly<Record<string, string>> }): Promise<object> => {
  const token = event.headers['x-jwt-token'];
  if (token !== undefined) {
    const end = token.lastIndexOf('.');
    const isSigned = verify(
      'sha256',
      Buffer.from(token.slice(0, end)),
      signature,
      Buffer.from(token.slice(end + 1), 'base64url'),
    );
    if (!isSigned) throw new Error('The token is not signed by the key');
  }
  await askAgain(waves);
  return decision;
};
