import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod/mini';
import { TOKENS_PATH } from '../../local/issuer.ts';
import { parseDuration, parseId } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { runExplainToken } from './explain-token.ts';

type Fields = Readonly<Record<string, unknown>>;
type IssueOptions = {
  readonly user: number;
  readonly expires?: number;
  readonly expired?: true;
  readonly claim?: Fields;
  readonly header?: Fields;
  readonly without?: Fields;
  readonly badSignature?: true;
  readonly unsigned?: true;
};

/** An expired token was good for the hour up to a minute ago, in seconds. */
const EXPIRED = { iat: -3660, exp: -60 };

/** Adds `tokens issue` and `explain`. */
export const addTokensCommands = (program: Command, cli: Cli): void => {
  const tokens = program.command('tokens').description('tokens: why one is refused, and some to try clients with');
  tokens
    .command('explain')
    .description('shows which user the token on standard input belongs to, or which rule refuses it and why')
    .action(() => runExplainToken(cli));
  tokens
    .command('issue')
    .description("issues a user's JWT, on the local stack only; nobody checks that there is such a user")
    .requiredOption('--user <id>', 'whose token it is', parseId)
    .option('--expires <duration>', 'how long it is valid, 12h unless given', parseDuration)
    .addOption(new Option('--expired', 'it has expired a minute ago').conflicts('expires'))
    .option('--claim <name=value>', 'a claim, as JSON or as text; any number of times', collect)
    .option('--header <name=value>', 'a header parameter, likewise', collect)
    .option('--without <claim>', 'leaves a claim out; any number of times', collectAbsent)
    .addOption(new Option('--bad-signature', 'its signature is not that of its content').conflicts('unsigned'))
    .option('--unsigned', 'it has no signature, and the algorithm `none`')
    .action((options: IssueOptions) => issueToken(cli, options));
};

const issueToken = async (cli: Cli, options: IssueOptions): Promise<void> => {
  const { user, expires, expired, claim, header = {}, without, badSignature, unsigned } = options;
  const { jwks } = await cli.findLocalStack();
  const now = Math.floor(cli.now() / 1000);
  const claims = {
    sub: String(user),
    ...(expires === undefined ? {} : { exp: now + Math.floor(expires / 1000) }),
    ...(expired ? { iat: now + EXPIRED.iat, exp: now + EXPIRED.exp } : {}),
    ...{ ...claim, ...without },
  };
  const signed = splitToken(await orderToken(jwks, { claims, header }));
  const parts = unsigned ? withoutSignature(signed) : badSignature ? withBadSignature(signed) : signed;
  const token = Object.values(parts).join('.');
  cli.print({ json: { token, header: read(parts.header), claims: read(parts.payload) }, text: token });
};

const orderToken = async (jwks: string, order: object): Promise<string> => {
  const response = await fetch(new URL(TOKENS_PATH, jwks), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  const answer = z.safeParse(z.object({ token: z.string() }), await response.json());
  if (!answer.success) throw new CliError('The local issuer cannot sign such a token; its algorithm is ES256.');
  return answer.data.token;
};

type Parts = { readonly header: string; readonly payload: string; readonly signature: string };

const splitToken = (token: string): Parts => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { header, payload, signature };
};

const withoutSignature = ({ header, payload }: Parts): Parts => {
  const unsigned = JSON.stringify({ ...z.parse(z.looseObject({}), read(header)), alg: 'none' });
  return { header: Buffer.from(unsigned).toString('base64url'), payload, signature: '' };
};

const withBadSignature = ({ signature, ...parts }: Parts): Parts => {
  const flipped = Buffer.from(signature, 'base64url').map((byte, index) => (index === 0 ? byte ^ 1 : byte));
  return { ...parts, signature: Buffer.from(flipped).toString('base64url') };
};

const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

const collect = (text: string, before: Fields = {}): Fields => {
  const { name, value } = parseField(text);
  return { ...before, [name]: value };
};

const collectAbsent = (name: string, before: Fields = {}): Fields => ({ ...before, [name]: null });

const parseField = (text: string): { name: string; value: unknown } => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is written name=value.');
  try {
    return { name, value: JSON.parse(value) };
  } catch {
    // What is no JSON is meant as text
    return { name, value };
  }
};
