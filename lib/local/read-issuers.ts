import { LocalStackError } from './local-stack-error.ts';

/** Options of `npm start` that describe an issuer, each the one of the last `--issuer` before it. */
export const ISSUER_OPTIONS = {
  issuer: { type: 'string', multiple: true },
  audience: { type: 'string', multiple: true },
  'client-id': { type: 'string', multiple: true },
  'user-claim': { type: 'string', multiple: true },
  'jwks-uri': { type: 'string', multiple: true },
  users: { type: 'string', multiple: true },
  require: { type: 'string', multiple: true },
} as const;

/** As an entry of the context's `issuers`, which checks it. */
export type IssuerEntry = {
  readonly issuer: string;
  readonly audiences: string[];
  users: string;
  clientIds?: string[];
  userClaim?: string;
  jwksUri?: string;
  require?: Record<string, string[]>;
};

type Token = { readonly kind: string; readonly name?: string; readonly value?: string | undefined };

/** The issuers that a command line names, by its tokens. @throws LocalStackError for an option that is no issuer's */
export const readIssuers = (tokens: readonly Token[]): IssuerEntry[] => {
  const entries: IssuerEntry[] = [];
  for (const { name = '', value = '' } of tokens.filter(({ name }) => name !== undefined && name in ISSUER_OPTIONS)) {
    if (name === 'issuer') {
      entries.push({ issuer: value, audiences: [], users: 'linked' });
      continue;
    }
    const entry = entries.at(-1);
    if (entry === undefined) throw new LocalStackError(`--${name} describes an issuer: put --issuer before it`);
    setOption(entry, name, value);
  }
  return entries;
};

const setOption = (entry: IssuerEntry, name: string, value: string): void => {
  if (name === 'audience') entry.audiences.push(value);
  else if (name === 'client-id') entry.clientIds = [...(entry.clientIds ?? []), value];
  else if (name === 'user-claim') entry.userClaim = value;
  else if (name === 'jwks-uri') entry.jwksUri = value;
  else if (name === 'users') entry.users = value;
  else {
    const [, claim, accepted] = /^([^=]+)=(.+)$/s.exec(value) ?? [];
    if (claim === undefined || accepted === undefined) throw new LocalStackError('--require is written claim=value');
    entry.require = { ...entry.require, [claim]: [...(entry.require?.[claim] ?? []), accepted] };
  }
};
