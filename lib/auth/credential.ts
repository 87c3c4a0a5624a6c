import type { Denial } from '../contract/errors.ts';
import { API_KEY_HEADER, AUTHORIZATION_HEADER, BEARER, JWT_COOKIE, JWT_HEADER } from '../contract/headers.ts';
import type { Refusal } from './refusal.ts';

/** Header names in any case, each with all of its values in the order of the request. */
export type RequestHeaders = Readonly<Record<string, readonly string[]>>;

/** The credential as the caller sent it, unchecked. Never log it. */
export type Credential = { readonly kind: 'apiKey' | 'jwt'; readonly value: string };

/**
 * Finds the credential of a request: the API key's header, else the JWT's header, else `Authorization: Bearer`, else
 * the cookie. The first one present is used, even if it is invalid. A repeated credential is refused, because other
 * software could read a different one of them. For `Authorization`, two headers of any scheme count as repeated; for
 * the cookie, two `jwt` cookies in any number of `Cookie` headers.
 */
export const findCredential = (headers: RequestHeaders): Credential | Refusal => {
  const apiKeys = valuesOf(headers, API_KEY_HEADER);
  if (apiKeys.length > 0) return only(apiKeys, 'apiKey');
  const tokens = valuesOf(headers, JWT_HEADER);
  if (tokens.length > 0) return only(tokens, 'jwt');
  const authorizations = valuesOf(headers, AUTHORIZATION_HEADER);
  if (authorizations.length > 1) return refuseRepeated('jwt');
  const bearers = authorizations.flatMap(bearerTokens);
  if (bearers.length > 0) return only(bearers, 'jwt');
  const cookies = valuesOf(headers, 'cookie').flatMap(jwtCookies);
  if (cookies.length > 0) return only(cookies, 'jwt');
  return { denial: 'noCredential', rule: 'credential-missing' };
};

const valuesOf = (headers: RequestHeaders, name: string): string[] =>
  Object.entries(headers).flatMap(([header, values]) => (header.toLowerCase() === name ? values : []));

const REPEATED: Readonly<Record<Credential['kind'], Denial>> = { apiKey: 'invalidApiKey', jwt: 'invalidToken' };

const refuseRepeated = (kind: Credential['kind']): Refusal => ({
  denial: REPEATED[kind],
  rule: 'credential-repeated',
});

const only = (values: readonly string[], kind: Credential['kind']): Credential | Refusal => {
  const [value, ...others] = values;
  return value !== undefined && others.length === 0 ? { kind, value } : refuseRepeated(kind);
};

/**
 * The token of an `Authorization: Bearer` header (RFC 6750, section 2.1). The scheme's case is ignored (RFC 9110,
 * section 11.1). Other schemes give no token.
 */
const bearerTokens = (header: string): string[] => {
  const [scheme = ''] = header.split(/\s/, 1);
  return scheme.toLowerCase() === BEARER ? [header.slice(scheme.length).replace(/^ +/, '')] : [];
};

/**
 * The values of all `jwt` cookies in a header of RFC 6265, section 4.2.1, parsed as leniently as section 5.2 parses
 * `Set-Cookie`.
 */
const jwtCookies = (header: string): string[] =>
  header.split(';').flatMap((pair) => {
    const separator = pair.indexOf('=');
    if (separator < 0 || pair.slice(0, separator).trim() !== JWT_COOKIE) return [];
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
