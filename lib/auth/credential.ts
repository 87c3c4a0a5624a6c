import { API_KEY_HEADER, AUTHORIZATION_HEADER, BEARER, JWT_COOKIE, JWT_HEADER } from '../contract/headers.ts';
import type { Refusal } from './refusal.ts';

/** Header names, in any casing, to all values that the request had for them, in its order. */
export type RequestHeaders = Readonly<Record<string, readonly string[]>>;

/** What the caller presented, not yet checked in any way. It must never be logged. */
export type Credential = { readonly kind: 'apiKey' | 'jwt'; readonly value: string };

/**
 * The one credential that decides: the API key's header, else the JWT's header, else `Authorization: Bearer`, else the
 * cookie. The first that is present is taken, however bad it is. One that is given twice, and so leaves the choice to the
 * reader, is refused; for `Authorization` that means two of whatever scheme, and for the cookie two `jwt` cookies in any
 * number of `Cookie` headers.
 */
export const findCredential = (headers: RequestHeaders): Credential | Refusal => {
  const apiKeys = valuesOf(headers, API_KEY_HEADER);
  if (apiKeys.length > 0) return only(apiKeys, 'apiKey');
  const tokens = valuesOf(headers, JWT_HEADER);
  if (tokens.length > 0) return only(tokens, 'jwt');
  const authorizations = valuesOf(headers, AUTHORIZATION_HEADER);
  if (authorizations.length > 1) return REPEATED_TOKEN;
  const bearers = authorizations.flatMap(bearerTokens);
  if (bearers.length > 0) return only(bearers, 'jwt');
  const cookies = valuesOf(headers, 'cookie').flatMap(jwtCookies);
  if (cookies.length > 0) return only(cookies, 'jwt');
  return { denial: 'noCredential', rule: 'credential-missing' };
};

const valuesOf = (headers: RequestHeaders, name: string): string[] =>
  Object.entries(headers).flatMap(([header, values]) => (header.toLowerCase() === name ? values : []));

const REPEATED_KEY: Refusal = { denial: 'invalidApiKey', rule: 'credential-repeated' };
const REPEATED_TOKEN: Refusal = { denial: 'invalidToken', rule: 'credential-repeated' };

const only = (values: readonly string[], kind: Credential['kind']): Credential | Refusal => {
  const [value, ...others] = values;
  if (value !== undefined && others.length === 0) return { kind, value };
  return kind === 'apiKey' ? REPEATED_KEY : REPEATED_TOKEN;
};

/**
 * RFC 6750, section 2.1: what comes after the scheme, in any casing (RFC 9110, section 11.1), and its spaces. Another
 * scheme is no credential.
 */
const bearerTokens = (header: string): string[] => {
  const [scheme = ''] = header.split(/\s/, 1);
  return scheme.toLowerCase() === BEARER ? [header.slice(scheme.length).replace(/^ +/, '')] : [];
};

/** RFC 6265, section 4.2.1, and read as leniently as section 5.2 reads what servers send. */
const jwtCookies = (header: string): string[] =>
  header.split(';').flatMap((pair) => {
    const separator = pair.indexOf('=');
    if (separator < 0 || pair.slice(0, separator).trim() !== JWT_COOKIE) return [];
    return [cookieValue(pair.slice(separator + 1).trim())];
  });

/** Some clients percent-encode the value, some put it in quotation marks; a JWT has neither sign of its own. */
const cookieValue = (value: string): string => {
  const unquoted = /^"(.*)"$/.exec(value)?.[1] ?? value;
  try {
    return decodeURIComponent(unquoted);
  } catch {
    // A malformed escape is no JWT either way: it is refused as it stands
    return unquoted;
  }
};
