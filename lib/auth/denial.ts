import { API_KEY_HEADER, JWT_COOKIE, JWT_HEADER } from '../http/route.ts';

/**
 * Why a caller is not let in, and what they are told. The set is closed: a text goes through an API Gateway template
 * that escapes nothing, so none may ever hold input, a quotation mark or a backslash. Clients search for the texts of
 * the last three.
 */
export const DENIAL_TEXT = {
  noCredential:
    `No credential: send an organization's API key in the header ${API_KEY_HEADER}, ` +
    `or a user's JWT in the header ${JWT_HEADER} or the cookie ${JWT_COOKIE}`,
  invalidApiKey: 'Invalid API key',
  expiredToken: 'Your JWT token has expired',
  invalidToken: 'Invalid JWT token',
} as const;

export type Denial = keyof typeof DENIAL_TEXT;
