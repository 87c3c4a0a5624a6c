import * as z from 'zod';
import type { Issuer } from '../functions/authorizer/config.ts';
import { oneOf, text, webAddress } from './context-values.ts';

/**
 * Without any issuer, API keys are the only credentials. It must be said explicitly: to forget the issuers would switch off
 * every token of a running deployment.
 */
const NO_ISSUERS = 'none';

/** One text or several. */
const texts = () =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(text(), 'must be a string or a list of strings').min(1, 'is empty'),
  );

/** One entry of `issuers`. */
const issuerSchema = z.strictObject(
  {
    issuer: text(),
    audiences: texts(),
    clientIds: texts().optional(),
    jwksUri: webAddress().optional(),
    userClaim: text().default('sub'),
    users: oneOf(['id', 'linked']),
    require: z.record(text(), texts(), 'must be claims by name, each with its accepted values').optional(),
    tokensValidFrom: z.iso.datetime('must be a time in UTC, such as 2026-11-26T12:00:00Z').optional(),
  },
  {
    error: ({ code, keys }) => (code === 'unrecognized_keys' ? `has no name ${keys}` : 'must be an object'),
  },
);

/** `none`, a list of entries, or the JSON text of one. */
export const issuerList = () => z.preprocess(readList, z.array(issuerSchema, 'must be a list, or none').optional());

const readList = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  if (value.trim() === NO_ISSUERS) return [];
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

/** The short form of one issuer. */
type ShortForm = {
  readonly issuer?: string | undefined;
  readonly audience?: readonly string[] | undefined;
  readonly jwksUri?: string | undefined;
  readonly userIdClaim?: string | undefined;
  readonly users?: 'id' | 'linked' | undefined;
};

/** The issuers of a context, in whichever form it gives them. The short form has an address of keys by default. */
export const issuersOf = ({
  issuers,
  ...short
}: ShortForm & { readonly issuers?: z.infer<ReturnType<typeof issuerList>> }): Issuer[] => {
  if (issuers !== undefined) return issuers.map(withoutAbsent);
  const { issuer = '', audience = [], userIdClaim = 'sub', users = 'id' } = short;
  const jwksUri = short.jwksUri ?? `${issuer.replace(/\/+$/, '')}/.well-known/jwks.json`;
  return [{ issuer, audiences: [...audience], jwksUri, userClaim: userIdClaim, users }];
};

const withoutAbsent = ({ clientIds, jwksUri, require, tokensValidFrom, ...entry }: z.infer<typeof issuerSchema>) => ({
  ...entry,
  ...(clientIds === undefined ? {} : { clientIds }),
  ...(jwksUri === undefined ? {} : { jwksUri }),
  ...(require === undefined ? {} : { require }),
  ...(tokensValidFrom === undefined ? {} : { tokensValidFrom }),
});
