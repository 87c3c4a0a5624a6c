import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import toFastProperties from 'to-fast-properties';
import { createFastReadingClient, type OnSlowReads } from './fast-reads.ts';
import { keepSigner } from './signer.ts';

/** Limits of one attempt, in milliseconds. Two retries and their waits fit into {@link CALL_LIMIT_MS}. */
const CONNECT_LIMIT_MS = 400;
const ATTEMPT_LIMIT_MS = 700;
const ATTEMPTS = 3;

/** The limit of one call, retries and the reading of the body included, in milliseconds. */
export const CALL_LIMIT_MS = 2300;

/** A window of the longest lists, and the users of the one before; see test/bench/tenants. Shorter lists open fewer. */
export const MAX_SOCKETS = 128;

/** The SDK finds region, credentials and endpoint itself (`AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB`, …). */
export const tableClientConfig = (timeLimitFactor: number): DynamoDBClientConfig => ({
  maxAttempts: ATTEMPTS,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: CONNECT_LIMIT_MS * timeLimitFactor,
    requestTimeout: ATTEMPT_LIMIT_MS * timeLimitFactor,
    // Without it the handler only warns: https://github.com/smithy-lang/smithy-typescript/pull/1740
    throwOnRequestTimeout: true,
    socketTimeout: ATTEMPT_LIMIT_MS * timeLimitFactor,
    httpAgent: { maxSockets: MAX_SOCKETS },
    httpsAgent: { maxSockets: MAX_SOCKETS },
  },
});

/**
 * The SDK's client with explicit limits. It does once what the SDK repeats for each request.
 * @param timeLimitFactor multiplies the limits of an attempt
 */
export const createTableClient = (
  onSlowReads: OnSlowReads = (reason) => process.emitWarning(reason),
  timeLimitFactor = 1,
): DynamoDBClient => {
  const client = createFastReadingClient(tableClientConfig(timeLimitFactor), onSlowReads);
  keepSigner(client);
  // The SDK copies it three times for each request. V8 holds it as a hash table, which is slow to copy.
  toFastProperties(client.config);
  return client;
};
