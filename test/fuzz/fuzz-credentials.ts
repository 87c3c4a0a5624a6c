import { createHash } from 'node:crypto';
import { authorize } from '../../functions/authorizer/authorizer.ts';
import { formatApiKey } from '../../lib/contract/api-key.ts';
import { createRandom, type Random } from '../support/random.ts';
import { malleate, signToken } from '../support/tokens.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';
import { TEXT_MUTATIONS, TOKEN_MUTATIONS } from './mutate.ts';
import { claimsOf, headerOf, signByAttacker, signByIssuer } from './sign.ts';
import { createWorld, ISSUERS, linkedUser, signWith, subjectOf, type World } from './world.ts';

type Headers = Readonly<Record<string, readonly string[]>>;

/** A request with a credential, and who it must let in; undefined is nobody. */
export type Case = {
  readonly index: number;
  readonly how: string;
  readonly headers: Headers;
  readonly admits: string | undefined;
};

export type Failure = Case & { readonly seed: number; readonly outcome: string };

export type Report = {
  readonly cases: number;
  /** How many let somebody in, as they must. */
  readonly admitted: number;
  readonly byMutation: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
};

const genuineTokens = ({ issuerKeys, admitted }: World): string[] =>
  issuerKeys.flatMap((key) => {
    const issuer = ISSUERS.find((entry) => entry.issuer === key.issuer) ?? buildIssuer();
    return Array.from({ length: 10 }, (_, index) => {
      const token = signToken(headerOf(key), claimsOf(issuer, index + 1), (bytes) => signWith(key, bytes));
      const user = linkedUser(issuer.issuer, issuer.userClaim, subjectOf(index + 1)) ?? index + 1;
      admitted.set(token, `user:${user}`);
      // The same claims by the same key: ECDSA has two signatures for each (https://www.rfc-editor.org/rfc/rfc7518#section-3.4)
      if (key.alg === 'ES256') admitted.set(malleate(token), `user:${user}`);
      return token;
    });
  });

/** Attacks on the authorizer's own code, the same for the same seed but for what is random in an ECDSA signature. */
export const createFuzz = (seed: number) => {
  const world = createWorld(seed);
  const tokens = genuineTokens(world);
  return {
    createCase: (index: number) => createCase(seed, index, world, tokens),
    run: (from: number, count: number) => run(seed, from, count, world, tokens),
    ask: (headers: Headers) => ask(headers, world, []),
  };
};

const run = async (
  seed: number,
  from: number,
  count: number,
  world: World,
  tokens: readonly string[],
): Promise<Report> => {
  const byMutation: Record<string, number> = {};
  const failures: Failure[] = [];
  let admitted = 0;
  for (let index = from; index < from + count; index++) {
    const attack = createCase(seed, index, world, tokens);
    byMutation[attack.how] = (byMutation[attack.how] ?? 0) + 1;
    const said: string[] = [];
    const outcome = await ask(attack.headers, world, said);
    if (outcome === attack.admits) admitted += 1;
    if (outcome !== (attack.admits ?? 'nobody')) failures.push({ ...attack, seed, outcome });
    else if (isRepeated(attack.headers, said))
      failures.push({ ...attack, seed, outcome: 'the log repeats the credential' });
  }
  return { cases: count, admitted, byMutation, failures };
};

/** @returns the principal, `nobody`, or what was thrown: bad input is no outage either */
const ask = async (headers: Headers, { authentication }: World, said: string[]): Promise<string> => {
  const telemetry = {
    info: (...line: unknown[]) => said.push(JSON.stringify(line)),
    error: (...line: unknown[]) => said.push(JSON.stringify(line)),
    count: () => undefined,
  };
  try {
    return (await authorize({ methodArn: 'arn', multiValueHeaders: headers }, authentication, telemetry)).principalId;
  } catch (error) {
    return `thrown: ${error}`;
  }
};

const isRepeated = (headers: Headers, said: readonly string[]): boolean =>
  Object.values(headers)
    .flat()
    .some((value) => value.length >= 16 && said.join().includes(value));

const createCase = (seed: number, index: number, world: World, tokens: readonly string[]): Case => {
  const random = createRandom(createHash('sha256').update(`${seed} ${index}`).digest().readInt32BE());
  const attack = random.chance(0.35) ? attackKey(random, world) : attackToken(random, world, tokens);
  return { index, ...carry(random, attack, world, tokens) };
};

type Attack = {
  readonly kind: 'key' | 'token';
  readonly how: string;
  readonly value: string;
  readonly admits: string | undefined;
};

const mutate = (
  random: Random,
  genuine: readonly string[],
  mutations: Readonly<Record<string, (text: string, random: Random, others: readonly string[]) => string>>,
) => {
  const names = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => random.pick(Object.keys(mutations)));
  const value = names.reduce((text, name) => mutations[name]?.(text, random, genuine) ?? text, random.pick(genuine));
  return { how: names[0] ?? '', value };
};

const attackKey = (random: Random, { keys, admitted }: World): Attack => {
  const invented = { how: 'invent a key', value: formatApiKey(random.base62(40)) };
  const { how, value } = random.chance(0.2) ? invented : mutate(random, keys, TEXT_MUTATIONS);
  return { kind: 'key', how: `key: ${how}`, value, admits: admitted.get(value) };
};

const attackToken = (random: Random, world: World, tokens: readonly string[]): Attack => {
  const way = random.integer(1, 10);
  if (way <= 3) {
    const { token, user } = signByIssuer(random, world);
    return { kind: 'token', how: 'token: change claims and sign as the issuer', value: token, admits: user };
  }
  if (way <= 5) {
    const value = signByAttacker(random, world);
    return { kind: 'token', how: 'token: sign as an attacker', value, admits: undefined };
  }
  const { how, value } = mutate(random, tokens, way <= 8 ? TOKEN_MUTATIONS : TEXT_MUTATIONS);
  return { kind: 'token', how: `token: ${how}`, value, admits: world.admitted.get(value) };
};

/** Puts the credential where a request has one, alone or beside good ones that must not count. */
const carry = (random: Random, { kind, how, value, admits }: Attack, { keys }: World, tokens: readonly string[]) => {
  const other = kind === 'key' ? random.pick(keys) : random.pick(tokens);
  const name = kind === 'key' ? random.pick(['x-api-key', 'X-API-Key']) : random.pick(['x-jwt-token', 'X-Jwt-Token']);
  if (random.chance(0.05))
    return { how: 'give a header twice', headers: { [name]: [value, other] }, admits: undefined };
  const cookies = { cookie: [`jwt=${random.pick(tokens)}`] };
  const bearers = { ...cookies, authorization: [`Bearer ${random.pick(tokens)}`] };
  const later = random.chance(0.1) ? bearers : {};
  if (kind === 'key') {
    const token = random.chance(0.1) ? { ...later, 'x-jwt-token': [random.pick(tokens)] } : later;
    return { how, headers: { ...token, [name]: [value] }, admits };
  }
  // what begins with a space would be the token without it
  if (random.chance(0.2) && !value.startsWith(' '))
    return carryAsBearer(random, { how, value, admits }, random.chance(0.3) ? cookies : {}, other);
  const cookie = value.isWellFormed() ? `jwt=${encodeURIComponent(value)}` : undefined;
  if (cookie === undefined || random.chance(0.7)) return { how, headers: { ...later, [name]: [value] }, admits };
  if (random.chance(0.1))
    return { how: 'give a cookie twice', headers: { cookie: [cookie, `jwt=${other}`] }, admits: undefined };
  const basic = random.chance(0.1) ? { authorization: ['Basic eA=='] } : {};
  return { how, headers: { ...basic, cookie: [random.pick([cookie, `a=b; ${cookie}; c`])] }, admits };
};

/** The spaces after the scheme are the header's, and not the token's. */
const carryAsBearer = (
  random: Random,
  { how, value, admits }: Pick<Attack, 'how' | 'value' | 'admits'>,
  later: Headers,
  other: string,
) => {
  const bearer = `${random.pick(['Bearer', 'bearer', 'BEARER'])} ${value}`;
  const twice = random.pick([`Bearer ${other}`, 'Basic eA==']);
  if (random.chance(0.1)) {
    return { how: 'give a bearer twice', headers: { ...later, authorization: [bearer, twice] }, admits: undefined };
  }
  return { how, headers: { ...later, authorization: [bearer] }, admits };
};
