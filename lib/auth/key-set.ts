import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod/mini';

/**
 * The algorithms that are accepted, each with the kind of key that it takes. Asymmetric ones only: with a symmetric one,
 * the public key would be the secret. `EdDSA` is the older name of what RFC 9864 calls `Ed25519`.
 */
const KIND_OF_ALGORITHM = {
  RS256: 'rsa',
  RS384: 'rsa',
  RS512: 'rsa',
  PS256: 'rsa',
  PS384: 'rsa',
  PS512: 'rsa',
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
  EdDSA: 'ed25519',
  Ed25519: 'ed25519',
} as const;

export type Algorithm = keyof typeof KIND_OF_ALGORITHM;
type Kind = (typeof KIND_OF_ALGORITHM)[Algorithm];

const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(KIND_OF_ALGORITHM, name);

export const ALGORITHMS = Object.keys(KIND_OF_ALGORITHM).filter(isAlgorithm);

/** RFC 7518, sections 3.3 and 3.5. */
const MIN_RSA_BITS = 2048;

/** A public key of an issuer's, ready to be used. */
export type SigningKey = {
  readonly kid: string;
  readonly kind: Kind;
  /** Absent: every algorithm of its kind. */
  readonly alg?: string | undefined;
  readonly key: KeyObject;
};

/**
 * A public key for signatures. Whoever publishes a private key has lost it, and a key without `kid` is never asked for. The
 * schema is made when a key set is read, and not at every cold start.
 */
const createJwkSchema = () =>
  z.object({
    kty: z.string(),
    kid: z.string(),
    alg: z.exactOptional(z.string()),
    use: z.exactOptional(z.literal('sig')),
    key_ops: z.exactOptional(z.array(z.string()).check(z.refine((operations) => operations.includes('verify')))),
    d: z.exactOptional(z.never()),
    crv: z.exactOptional(z.string()),
    x: z.exactOptional(z.string()),
    y: z.exactOptional(z.string()),
    n: z.exactOptional(z.string()),
    e: z.exactOptional(z.string()),
  });

/**
 * The usable keys of a JSON Web Key Set. Unusable keys are left out (RFC 7517, section 5), so that verification never
 * meets a key that it cannot import.
 * @throws z.core.$ZodError if the JSON is not a key set
 */
export const readKeySet = (json: unknown): SigningKey[] => {
  const schema = createJwkSchema();
  return z.parse(z.object({ keys: z.array(z.unknown()) }), json).keys.flatMap((key) => readKey(key, schema));
};

type JwkSchema = ReturnType<typeof createJwkSchema>;

const readKey = (json: unknown, schema: JwkSchema): SigningKey[] => {
  const jwk = z.safeParse(schema, json);
  if (!jwk.success) return [];
  const key = importKey(jwk.data);
  if (key === undefined) return [];
  const kind = kindOf(key);
  return kind === undefined ? [] : [{ kid: jwk.data.kid, kind, alg: jwk.data.alg, key }];
};

const importKey = (jwk: z.infer<JwkSchema>): KeyObject | undefined => {
  try {
    return createPublicKey({ format: 'jwk', key: jwk });
  } catch {
    // An unknown type or curve, a part that is missing, a point that is not on its curve
    return undefined;
  }
};

const kindOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Kind | undefined => {
  const { modulusLength = 0, namedCurve } = asymmetricKeyDetails ?? {};
  const name = asymmetricKeyType === 'ec' ? namedCurve : asymmetricKeyType;
  if (name === 'rsa' && modulusLength < MIN_RSA_BITS) return undefined;
  return Object.values(KIND_OF_ALGORITHM).find((kind) => kind === name);
};

/** Those of the keys that a token's header asks for. There may be several of one `kid`, and the same one twice. */
export const selectKeys = (keys: readonly SigningKey[], kid: string, alg: Algorithm): SigningKey[] =>
  keys.filter(
    (key) =>
      key.kid === kid &&
      key.kind === KIND_OF_ALGORITHM[alg] &&
      (key.alg === undefined || currentNameOf(key.alg) === currentNameOf(alg)),
  );

const currentNameOf = (algorithm: string): string => (algorithm === 'EdDSA' ? 'Ed25519' : algorithm);
