import type { Page } from './gateway.ts';
import type { LocalStack } from './stack.ts';

/** Where tools find what is running on the port: the line that `npm start -- --json` prints. */
export const DESCRIPTION_PATH = '/stack.json';

/** What the local stack serves beside the API, by path. */
export const createPages = (stack: LocalStack): ReadonlyMap<string, Page> =>
  new Map([[DESCRIPTION_PATH, { contentType: 'application/json', body: describeStack(stack) }]]);

/** What is running where, and credentials that work, as one line of JSON. */
export const describeStack = ({ url, dynamodb, tableName, issuer, credentials }: LocalStack): string =>
  JSON.stringify({ url, dynamodb, table: tableName, jwks: issuer.jwks, credentials });
