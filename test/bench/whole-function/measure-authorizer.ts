import { deepStrictEqual } from 'node:assert/strict';
import type { JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import { AUDIENCE, type Issuer } from '../../../lib/local/issuer.ts';
import { encodeIdentity, encodeRecords } from '../../../lib/table/encode.ts';
import { API_KEY, buildApiKey } from '../../support/build-records.ts';
import { generateShape, SHAPES } from '../../support/generate-shape.ts';
import type { Backend } from '../lambda/serve-backend.ts';
import { type Bundle, startFunction } from '../lambda/start-function.ts';
import { RecordedTable } from '../workload/recorded-table.ts';
import { CALLER } from '../workload/workload.ts';
import { authorizerEvent } from './events.ts';
import { interleave } from './interleave.ts';
import type { Rounds } from './measure-list.ts';
import { recordAuthorizerFloor, withRecording } from './record-floor.ts';

type AuthorizerVariant = 'product' | 'idiomatic' | 'floor';

export type AuthorizerFigures = { readonly credential: string; readonly rounds: Rounds<AuthorizerVariant> };

/** Two issuers: the claim of one is the user's own id, that of the other is linked to the user. */
export type Issuers = { readonly byId: Issuer; readonly linked: Issuer };

const USER_CLAIM = 'sub';
const SUBJECT = '00u1a2b3c4D5E6F7g8h9';

/** What the authorizers get in the place of the template's one issuer. */
export const issuersVariable = ({ byId, linked }: Issuers): { readonly ISSUERS: string } => {
  const entry = ({ url, jwks }: Issuer, users: 'id' | 'linked') => ({
    issuer: url,
    audiences: [AUDIENCE],
    jwksUri: jwks,
    userClaim: USER_CLAIM,
    users,
  });
  return { ISSUERS: JSON.stringify([entry(byId, 'id'), entry(linked, 'linked')]) };
};

/** A table with the caller's account and identity, and a key whose use was just recorded, so that no call writes. */
export const recordAccounts = ({ linked }: Issuers): RecordedTable =>
  new RecordedTable([
    ...encodeRecords({
      ...generateShape(SHAPES.S),
      keys: [buildApiKey({ organizationId: 1, lastUsed: new Date().toISOString() })],
    }),
    encodeIdentity({
      issuer: linked.url,
      claim: USER_CLAIM,
      value: SUBJECT,
      userId: CALLER.userId,
      created: new Date().toISOString(),
    }),
  ]);

/** An authorizer's event for each kind of credential. */
export const credentialEvents = async ({ byId, linked }: Issuers) => [
  { credential: 'API key', issuer: byId, event: authorizerEvent({ 'x-api-key': API_KEY }) },
  {
    credential: "JWT, the claim is the user's id",
    issuer: byId,
    event: authorizerEvent({ 'x-jwt-token': await byId.sign({ [USER_CLAIM]: String(CALLER.userId) }) }),
  },
  {
    credential: 'JWT, the claim is linked to the user',
    issuer: linked,
    event: authorizerEvent({ 'x-jwt-token': await linked.sign({ [USER_CLAIM]: SUBJECT }) }),
  },
];

/**
 * The authorizer against the idiomatic one and the floor, warm.
 * @throws AssertionError when they do not let the same principal in
 */
export const measureAuthorizer = async (
  { product, idiomatic, floor }: Readonly<Record<AuthorizerVariant, Bundle>>,
  backend: Backend,
  { issuers, directory }: { readonly issuers: Issuers; readonly directory: string },
  rounds: number,
  calls: number,
): Promise<AuthorizerFigures[]> => {
  backend.table = recordAccounts(issuers);
  const decide = async (bundle: Bundle, event: object) => {
    const running = await startFunction(bundle, backend);
    const { output = '' } = await running.invoke(event, 1);
    await running.stop();
    return JSON.parse(output);
  };
  const figures: AuthorizerFigures[] = [];
  for (const [index, { credential, issuer, event }] of (await credentialEvents(issuers)).entries()) {
    const decision = await decide(product, event);
    deepStrictEqual(essenceOf(decision).effect, 'Allow');
    const file = join(directory, `authorizer-${index}.json`);
    await recordAuthorizerFloor(product, event, backend, { file, decision, key: await readKey(issuer) });
    const variants = { product, idiomatic, floor: withRecording(floor, file) };
    for (const variant of [variants.idiomatic, variants.floor]) {
      deepStrictEqual(essenceOf(await decide(variant, event)), essenceOf(decision), variant.file);
    }
    const measured = [];
    for (let round = 0; round < rounds; round++) {
      const plan = { warmUp: calls, turns: 10, callsPerTurn: Math.max(1, Math.round(calls / 10)) };
      measured.push(...(await interleave(variants, event, [plan], backend)));
    }
    figures.push({ credential, rounds: measured });
  }
  return figures;
};

/** What a decision decides. */
const essenceOf = ({
  policyDocument,
  context,
}: {
  policyDocument: { Statement: [{ Effect: string }] };
  context: object;
}) => ({
  effect: policyDocument.Statement[0].Effect,
  context,
});

/** The one key that an issuer signs with. */
const readKey = async ({ jwks }: Issuer): Promise<JsonWebKey> => {
  const { keys } = (await (await fetch(jwks)).json()) as { keys: [JsonWebKey] };
  return keys[0];
};
