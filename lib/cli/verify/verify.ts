import { findApiKey } from '../../api-keys/find-api-keys.ts';
import { revokeApiKey } from '../../api-keys/revoke-api-key.ts';
import { DENIAL_TEXT } from '../../contract/errors.ts';
import { API_KEY_HEADER } from '../../contract/headers.ts';
import type { Table } from '../../table/call.ts';
import { interruptible } from '../interruptible.ts';
import type { ApiClient } from './api-client.ts';
import { type Check, type Outcome, runChecks } from './check.ts';
import { createKeyChecks, createRefusalChecks, createTokenChecks } from './check-answers.ts';
import { expectError } from './expect-answer.ts';
import { createThrowaway, removeThrowaway, type Throwaway } from './throwaway.ts';

export type Verification = {
  readonly client: ApiClient;
  /** A key to ask with, where no table is given. */
  readonly key: string | undefined;
  readonly token: string | undefined;
  /** What AWS says of the stack's resources. */
  readonly resourceChecks: readonly Check[];
  /** Where a throwaway organization is written; undefined to write nothing. */
  readonly table: Table | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Checks a deployment from outside. What it writes it removes in every case, also when it is interrupted.
 * @throws InterruptedError; CliError, TableUnavailableError, TableRefusedError when the throwaway cannot be written
 */
export const verify = (verification: Verification): Promise<Outcome[]> =>
  interruptible(
    async (signal) => {
      const { client, token, resourceChecks } = verification;
      const others = [
        ...createRefusalChecks(client),
        ...(token === undefined ? [] : createTokenChecks(client, token)),
        ...resourceChecks,
      ];
      return [...(await checkKey(verification, signal)), ...(await runChecks(others, signal))];
    },
    () => 'Interrupted. What was written has been removed.',
  );

const checkKey = async (verification: Verification, signal: AbortSignal): Promise<Outcome[]> => {
  const { client, key, table, now } = verification;
  if (table === undefined) return key === undefined ? [] : runChecks(createKeyChecks(client, key, undefined), signal);
  const throwaway = await createThrowaway(table, now());
  try {
    const checks = [
      ...createKeyChecks(client, throwaway.key, throwaway),
      createRevocationCheck(client, table, throwaway, now),
    ];
    return await runChecks(checks, signal);
  } finally {
    await removeThrowaway(table, throwaway);
  }
};

const createRevocationCheck = ({ list }: ApiClient, table: Table, throwaway: Throwaway, now: () => number): Check => ({
  check: 'a revoked key is refused on the next request',
  findFault: async () => {
    await revokeApiKey(table, await findApiKey(table, throwaway.organizationId, 1), now());
    return expectError(list({ headers: { [API_KEY_HEADER]: throwaway.key } }), 401, DENIAL_TEXT.invalidApiKey);
  },
});
