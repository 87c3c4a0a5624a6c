import { DENIAL_TEXT } from '../../contract/errors.ts';
import { API_KEY_HEADER, JWT_HEADER } from '../../contract/headers.ts';
import type { ApiClient } from './api-client.ts';
import type { Check } from './check.ts';
import { expectError, expectList, type Organizations, quote } from './expect-answer.ts';
import type { Throwaway } from './throwaway.ts';

const ENCODINGS = ['zstd', 'br', 'gzip'] as const;

/** A syntactically right key that nobody has. */
const WRONG_KEY = `ei_${'0'.repeat(64)}`;

/** What the API must refuse or answer whoever asks. */
export const createRefusalChecks = ({ list, elsewhere }: ApiClient): Check[] => [
  {
    check: '401 for a wrong key',
    findFault: () => expectError(list({ headers: { [API_KEY_HEADER]: WRONG_KEY } }), 401, DENIAL_TEXT.invalidApiKey),
  },
  { check: '401 without a credential', findFault: () => expectError(list(), 401, API_KEY_HEADER) },
  {
    check: '401 for something that is not a token',
    findFault: () => expectError(list({ headers: { [JWT_HEADER]: 'e30.e30.e30' } }), 401, DENIAL_TEXT.invalidToken),
  },
  { check: '404 for an unknown path', findFault: () => expectError(elsewhere(), 404, '') },
  {
    check: '405 with Allow for another method',
    findFault: async () => {
      const answering = list({ method: 'DELETE' });
      const { headers } = await answering;
      return (
        (await expectError(answering, 405, '')) ?? (headers['allow']?.includes('GET') ? undefined : 'has no Allow')
      );
    },
  },
  {
    check: 'a preflight needs no credential',
    findFault: async () => {
      const headers = { origin: 'https://verify.example.invalid', 'access-control-request-method': 'GET' };
      const answer = await list({ method: 'OPTIONS', headers });
      const allowed = answer.headers['access-control-allow-origin'];
      if (allowed === headers.origin) return `allows the origin ${headers.origin}, which nobody has`;
      return [204, 405].includes(answer.status) ? undefined : quote(answer);
    },
  },
];

/** What a key is answered. @param throwaway what the key belongs to; undefined for a key of somebody's own */
export const createKeyChecks = ({ list }: ApiClient, key: string, throwaway: Throwaway | undefined): Check[] => {
  const headers = { [API_KEY_HEADER]: key };
  const isOwn = (organizations: Organizations) =>
    organizations.length === 1 && (throwaway === undefined || organizations[0]?.id === throwaway.organizationId);
  const findStranger = (organizations: Organizations) =>
    isOwn(organizations) ? undefined : `lists ${organizations.map(({ id }) => id).join(', ') || 'nothing'}`;
  const guest = {
    check: 'a guest is listed as one, with their project',
    findFault: () =>
      expectList(list({ headers }), ([organization]) => {
        const isGuest = organization?.users.some(({ id, role }) => id === throwaway?.guestId && role === 'guest');
        const isThere = organization?.projects?.some(({ id }) => id === throwaway?.projectId);
        return isGuest && isThere ? undefined : 'does not list the guest and the project';
      }),
  };
  return [
    { check: 'a key gets its organization', findFault: () => expectList(list({ headers }), findStranger) },
    ...(throwaway === undefined ? [] : [guest]),
    {
      check: 'projects=false leaves projects out',
      findFault: () =>
        expectList(list({ headers, query: '?projects=false' }), ([organization]) =>
          organization?.projects === undefined ? undefined : 'lists projects',
        ),
    },
    {
      check: '400 for a wrong parameter',
      findFault: () => expectError(list({ headers, query: '?projects=maybe' }), 400, 'projects'),
    },
    ...ENCODINGS.map((encoding) => ({
      check: `compressed by ${encoding}`,
      findFault: async () => {
        const answering = list({ headers: { ...headers, 'accept-encoding': encoding } });
        const used = (await answering).headers['content-encoding'];
        return used === encoding ? expectList(answering, findStranger) : `is encoded by ${used ?? 'nothing'}`;
      },
    })),
    {
      check: 'the answer is streamed',
      findFault: async () => {
        const length = (await list({ headers })).headers['content-length'];
        return length === undefined ? undefined : `has a content-length of ${length}, so something buffered it`;
      },
    },
  ];
};

/** What a user's token is answered. It takes the index, whose leading keys only AWS's own IAM can prove. */
export const createTokenChecks = ({ list }: ApiClient, token: string): Check[] => [
  {
    check: 'a token lists organizations, by the index',
    findFault: () =>
      expectList(list({ headers: { [JWT_HEADER]: token } }), (organizations) =>
        organizations.every(({ id }, index) => index === 0 || id > (organizations[index - 1]?.id ?? 0))
          ? undefined
          : 'is not sorted by id',
      ),
  },
  {
    check: 'the same token as a bearer',
    findFault: () => expectList(list({ headers: { authorization: `Bearer ${token}` } }), () => undefined),
  },
  {
    check: '401 for a token whose signature was changed',
    findFault: () =>
      expectError(
        list({ headers: { [JWT_HEADER]: token.replace(/\.[^.]*$/, `.${'A'.repeat(86)}`) } }),
        401,
        DENIAL_TEXT.invalidToken,
      ),
  },
];
