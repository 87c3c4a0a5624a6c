import type { Denial } from '../contract/errors.ts';
import { AUTHORIZATION_HEADER, BEARER, CREDENTIAL_FORMS, type CredentialKind } from '../contract/headers.ts';
import type { Refusal } from './refusal.ts';

/** Header names in any case, each with all of its values in the order of the request. */
export type RequestHeaders = Readonly<Record<string, readonly string[]>>;

/** The credential as the caller sent it, unchecked. Never log it. */
export type Credential = { readonly kind: CredentialKind; readonly value: string };

/**
 * Finds the credential of a request, in the order of {@link CREDENTIAL_FORMS}. The first one present is used, even if
 * it is invalid. A repeated credential is refused, because other software could read a different one of them. For
 * `Authorization`, two headers of any scheme count as repeated; for the cookie, two `jwt` cookies in any number of
 * `Cookie` headers.
 */
export const findCredential = (headers: RequestHeaders): Credential | Refusal => {
  for (const { kind, in: place, name } of CREDENTIAL_FORMS) {
    const values = place === 'cookie' ? cookiesOf(headers, name) : valuesOf(headers, name);
    const found = name === AUTHORIZATION_HEADER ? bearerTokens(values) : values;
    if (found.length > 0) return only(found, kind);
  }
  return { denial: 'noCredential', rule: 'credential-missing' };
};

const valuesOf = (headers: RequestHeaders, name: string): string[] =>
  Object.entries(headers).flatMap(([header, values]) => (header.toLowerCase() === name ? values : []));

const REPEATED: Readonly<Record<CredentialKind, Denial>> = { apiKey: 'invalidApiKey', jwt: 'invalidToken' };

const only = (values: readonly string[], kind: CredentialKind): Credential | Refusal => {
  const [value, ...others] = values;
  const isOne = value !== undefined && others.length === 0;
  return isOne ? { kind, value } : { denial: REPEATED[kind], rule: 'credential-repeated' };
};

/**
 * The token of an `Authorization: Bearer` header (RFC 6750, section 2.1). The scheme's case is ignored (RFC 9110,
 * section 11.1). Other schemes give no token. Several headers are returned as they are, to be refused.
 */
const bearerTokens = (headers: readonly string[]): readonly string[] => {
  const [header = '', ...others] = headers;
  if (others.length > 0) return headers;
  const [scheme = ''] = header.split(/\s/, 1);
  return scheme.toLowerCase() === BEARER ? [header.slice(scheme.length).replace(/^ +/, '')] : [];
};

/**
 * The values of all cookies of a name in headers of RFC 6265, section 4.2.1, parsed as leniently as section 5.2 parses
 * `Set-Cookie`.
 */
const cookiesOf = (headers: RequestHeaders, name: string): string[] =>
  valuesOf(headers, 'cookie')
    .flatMap((header) => header.split(';'))
    .flatMap((pair) => {
      const separator = pair.indexOf('=');
      if (separator < 0 || pair.slice(0, separator).trim() !== name) return [];
      return [cookieValue(pair.slice(separator + 1).trim())];
    });

/** Undoes percent-encoding and quotation marks, which some clients add. A JWT has neither `%` nor `"`. */
const cookieValue = (value: string): string => {
  const unquoted = /^"(.*)"$/.exec(value)?.[1] ?? value;
  try {
    return decodeURIComponent(unquoted);
  } catch {
    // With a malformed escape the value is no JWT; it is passed on and refused later
    return unquoted;
  }
};
