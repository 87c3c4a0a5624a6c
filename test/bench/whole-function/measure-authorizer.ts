import { deepStrictEqual } from 'node:assert/strict';
import type { Issuer } from '../../../lib/local/issuer.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { API_KEY, buildApiKey } from '../../support/build-records.ts';
import { generateShape, SHAPES } from '../../support/generate-shape.ts';
import type { Backend } from '../lambda/serve-backend.ts';
import { startFunction } from '../lambda/start-function.ts';
import { RecordedTable } from '../workload/recorded-table.ts';
import { CALLER } from '../workload/workload.ts';
import type { Bundles } from './build-bundles.ts';
import { authorizerEvent } from './events.ts';
import { interleave } from './interleave.ts';
import type { Rounds } from './measure-list.ts';

type AuthorizerVariant = 'product' | 'idiomatic';

export type AuthorizerFigures = { readonly credential: string; readonly rounds: Rounds<AuthorizerVariant> };

/** A table with the caller's account and a key whose use was just recorded, so that no call writes. */
export const recordAccounts = (): RecordedTable =>
  new RecordedTable(
    encodeRecords({
      ...generateShape(SHAPES.S),
      keys: [buildApiKey({ organizationId: 1, lastUsed: new Date().toISOString() })],
    }),
  );

/** An authorizer's event for each kind of credential. */
export const credentialEvents = async (issuer: Issuer) => [
  { credential: 'API key', event: authorizerEvent({ 'x-api-key': API_KEY }) },
  {
    credential: 'JWT, the claim is the user',
    event: authorizerEvent({ 'x-jwt-token': await issuer.sign({ sub: String(CALLER.userId) }) }),
  },
];

/**
 * The authorizer against the idiomatic one, warm.
 * @throws AssertionError when they do not let the same principal in
 */
export const measureAuthorizer = async (
  { product, idiomatic }: Bundles,
  backend: Backend,
  issuer: Issuer,
  rounds: number,
  calls: number,
): Promise<AuthorizerFigures[]> => {
  backend.table = recordAccounts();
  const variants = { product: product.authorizer, idiomatic: idiomatic.authorizer };
  const decide = async (name: AuthorizerVariant, event: object) => {
    const running = await startFunction(variants[name], backend);
    const { output = '' } = await running.invoke(event, 1);
    await running.stop();
    const { policyDocument, context } = JSON.parse(output);
    return { effect: policyDocument.Statement[0].Effect, context };
  };
  const figures: AuthorizerFigures[] = [];
  for (const { credential, event } of await credentialEvents(issuer)) {
    const decision = await decide('product', event);
    deepStrictEqual(decision.effect, 'Allow');
    deepStrictEqual(await decide('idiomatic', event), decision);
    const measured = [];
    for (let round = 0; round < rounds; round++) {
      const plan = { warmUp: calls, turns: 10, callsPerTurn: Math.max(1, Math.round(calls / 10)) };
      measured.push(...(await interleave(variants, event, [plan], backend)));
    }
    figures.push({ credential, rounds: measured });
  }
  return figures;
};
