import type { Issuer } from '../functions/authorizer/config.ts';
import type { Context, Name } from './context.ts';
import { ENVIRONMENTS } from './environments.ts';
import { MAX_ISSUERS_BYTES, sizeOf, toIssuerVariables } from './issuer-variables.ts';
import { issuersOf } from './issuers.ts';

type IssuerFault = { readonly name: Name; readonly error: string; readonly instead?: string };

/** Names of the short form, which stand for the one entry that the list would have. */
const SHORT_FORM = ['issuer', 'audience', 'jwksUri', 'userIdClaim', 'users'] as const;

/** A user can choose these, or get one that was somebody else's before (compare CVE-2023-3128). */
const CHOSEN_BY_USERS = ['email', 'preferred_username', 'upn', 'name', 'nickname'];

/** Everybody has an account there, so that a signature says nothing about whose user it is. */
const SHARED = /^(https:\/\/)?(gitlab\.com|token\.actions\.githubusercontent\.com|accounts\.google\.com)\/?$/i;

/** What is wrong with the issuers of a context though each name alone is right. */
export const findIssuerFaults = (context: Context): IssuerFault[] => [
  ...(context.issuers === undefined
    ? findShortFormFaults(context)
    : [...findMixture(context), ...findListFaults(context)]),
  ...findExcess(context),
  ...issuersOf(context).flatMap(faultsOf(context)),
];

const findMixture = (context: Context): IssuerFault[] =>
  SHORT_FORM.filter((name) => context[name] !== undefined).map((name) => ({
    name,
    error: 'belongs in an entry of issuers: leave out either this or issuers',
  }));

const findShortFormFaults = ({ users, userIdClaim }: Context): IssuerFault[] =>
  users === 'linked' && userIdClaim !== undefined
    ? [
        {
          name: 'userIdClaim',
          error:
            "is the claim with the user's own id, which users=linked does not use; to use a claim other than sub, write issuers",
          instead: 'issuers=[{"issuer":"…","audiences":["…"],"userClaim":"oid","users":"linked"}]',
        },
      ]
    : [];

const findListFaults = (context: Context): IssuerFault[] => {
  const names = issuersOf(context).map(({ issuer }) => issuer);
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => ({ name: 'issuers', error: `has ${name} twice; one entry can have several audiences` }));
};

const findExcess = (context: Context): IssuerFault[] => {
  const size = sizeOf(toIssuerVariables(issuersOf(context)));
  if (size <= MAX_ISSUERS_BYTES) return [];
  const name = context.issuers === undefined ? 'audience' : 'issuers';
  return [{ name, error: `makes ${size} bytes of a function's environment, which has room for ${MAX_ISSUERS_BYTES}` }];
};

/** @returns what finds the faults of one issuer, each under the name by which it was given */
const faultsOf =
  (context: Context) =>
  (issuer: Issuer, index: number): IssuerFault[] => {
    const fault = (name: keyof Issuer, error: string): IssuerFault => {
      if (context.issuers !== undefined) return { name: 'issuers', error: `(entry ${index + 1}, ${name}) ${error}` };
      return { name: name === 'userClaim' ? 'userIdClaim' : name === 'jwksUri' ? 'jwksUri' : 'issuer', error };
    };
    const isShort = context.issuers === undefined;
    const isUrl = URL.canParse(issuer.issuer) && /^https?:/i.test(issuer.issuer);
    const isShared = SHARED.test(issuer.issuer);
    const faults: (IssuerFault | false)[] = [
      !isUrl &&
        (isShort ? context.jwksUri : issuer.jwksUri) === undefined &&
        fault('issuer', 'must be a URL, unless jwksUri is given'),
      isHttp(issuer.issuer, context) && fault('issuer', HTTPS),
      (!isShort || context.jwksUri !== undefined) && isHttp(issuer.jwksUri, context) && fault('jwksUri', HTTPS),
      CHOSEN_BY_USERS.includes(issuer.userClaim) &&
        fault('userClaim', `must be a claim that users cannot choose: not ${CHOSEN_BY_USERS.join(', ')}`),
      isShared &&
        issuer.users === 'id' &&
        fault('issuer', 'is a public issuer: its user ids are not yours. Use a list of issuers with users: linked'),
      isShared &&
        issuer.require === undefined &&
        fault('issuer', 'is a public issuer: use a list of issuers with require to accept only your tokens'),
    ];
    return faults.filter((one) => one !== false);
  };

const HTTPS = 'must be https, unless environment is dev';

const isHttp = (address: string | undefined, { environment }: Context): boolean =>
  !ENVIRONMENTS[environment].allowsHttp && /^http:/i.test(address ?? '');
