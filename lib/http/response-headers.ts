import { ANY_ORIGIN, CORS_EXPOSED_HEADERS, JSON_CONTENT_TYPE, SECURITY_HEADERS } from '../contract/headers.ts';

/**
 * The headers of every response of the function, errors included.
 * @param origin the request's `Origin`; undefined if it has none
 * @param allowedOrigins exact origins, or {@link ANY_ORIGIN} alone
 */
export const responseHeaders = (
  origin: string | undefined,
  allowedOrigins: readonly string[],
): Record<string, string> => ({
  'content-type': JSON_CONTENT_TYPE,
  ...SECURITY_HEADERS,
  ...corsHeaders(origin, allowedOrigins),
});

/**
 * With {@link ANY_ORIGIN}, pages can read responses only without cookies; pages of a listed origin can send cookies.
 */
const corsHeaders = (origin: string | undefined, allowedOrigins: readonly string[]): Record<string, string> => {
  const exposed = { 'access-control-expose-headers': CORS_EXPOSED_HEADERS.join(',') };
  if (allowedOrigins.includes(ANY_ORIGIN)) return { 'access-control-allow-origin': ANY_ORIGIN, ...exposed };
  if (origin === undefined || !allowedOrigins.includes(origin)) return { vary: 'origin' };
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    ...exposed,
    vary: 'origin',
  };
};

/**
 * The headers of a response whose encoding depends on the request.
 * @param encoding undefined if the body is not compressed
 */
export const encodedHeaders = (
  { vary, ...headers }: Readonly<Record<string, string>>,
  encoding: string | undefined,
): Record<string, string> => ({
  ...headers,
  vary: vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`,
  ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
});
