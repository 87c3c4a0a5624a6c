import { createHmac, type KeyObject, sign } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** An issuer of tokens for tests: one ES256 key, and tokens signed by it with any header and claims. */
export const createTestIssuer = async (kid = 'key-1') => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return {
    jwk,
    privateKey,
    sign: (claims: JWTPayload, header: Record<string, unknown> = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT', ...header }).sign(privateKey),
  };
};

/** A header or a payload: JSON text as it stands, or a value to be written as JSON. */
type Part = string | object;

const encodePart = (part: Part): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

/** A token of any parts, for what no library would sign. */
export const compactToken = (header: Part, claims: Part, signature = 'c2ln'): string =>
  [encodePart(header), encodePart(claims), signature].join('.');

/** Truly signed, whatever its parts say. */
export const signToken = (header: Part, claims: Part, signBytes: (bytes: Buffer) => Buffer): string => {
  const signed = `${encodePart(header)}.${encodePart(claims)}`;
  return `${signed}.${signBytes(Buffer.from(signed)).toString('base64url')}`;
};

/** ES256 (RFC 7518, section 3.4). */
export const signEs256 = (key: KeyObject) => (bytes: Buffer) =>
  sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
export const signRs256 = (key: KeyObject) => (bytes: Buffer) => sign('sha256', bytes, key);
export const signHs256 = (secret: string | Buffer) => (bytes: Buffer) =>
  createHmac('sha256', secret).update(bytes).digest();

/** The order of the curve P-256 (FIPS 186-5). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other signature of the same bytes that ECDSA accepts: (r, n - s) for (r, s). */
export const malleate = (token: string): string => {
  const [header, claims, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${bytes.toString('hex', 32)}`);
  const other = Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex');
  return `${header}.${claims}.${Buffer.concat([bytes.subarray(0, 32), other]).toString('base64url')}`;
};
