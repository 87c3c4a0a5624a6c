import type { Issuer } from '../auth/issuer.ts';
import type { Credential } from './load-sample-data.ts';

/** Where tools find what is running on the port: the line that `npm start -- --json` prints. */
export const DESCRIPTION_PATH = '/stack.json';

/** A running stack, as its pages and other programs see it. */
export type RunningStack = {
  /** With the stage, without a slash at the end. */
  readonly url: string;
  readonly dynamodb: string;
  readonly tableName: string;
  /** The stack's own issuer; `jwks` is the URL of its keys. */
  readonly issuer: { readonly jwks: string };
  /** All issuers whose tokens are accepted. */
  readonly issuers: readonly Issuer[];
  readonly credentials: readonly Credential[];
};

/** What is running where, and credentials that work, as one line of JSON. */
export const describeStack = ({ url, dynamodb, tableName, issuer, issuers, credentials }: RunningStack): string =>
  JSON.stringify({ url, dynamodb, table: tableName, jwks: issuer.jwks, issuers, credentials });
