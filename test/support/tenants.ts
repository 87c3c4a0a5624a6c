import { expect } from 'vitest';
import { generateApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { encodeApiKey, encodeMember, encodeOrganization, encodeUser } from '../../lib/table/encode.ts';
import { buildApiKey, buildMember, buildOrganization, buildUser } from './build-records.ts';
import { expectError, expectOrganizations, type LocalApi, type Response } from './local-api.ts';

/** Tenants of an API under test: an organization with one member, whose id is the organization's. */
export const createTenants = (api: () => LocalApi) => ({
  put: (id: number, user = {}) =>
    api().put(
      encodeOrganization(buildOrganization({ id, name: `tenant-${id}` })),
      encodeMember(buildMember({ organizationId: id, userId: id })),
      encodeUser(buildUser({ id, ...user })),
    ),
  /** @returns the key in clear */
  putKey: async (organizationId: number, changes = {}): Promise<string> => {
    const key = generateApiKey();
    await api().put(encodeApiKey({ ...buildApiKey({ organizationId, ...changes }), hash: hashApiKey(key) }));
    return key;
  },
  withKey: (key: string | string[]) => api().call({ headers: { 'x-api-key': key } }),
  withToken: (token: string | string[]) => api().call({ headers: { 'x-jwt-token': token } }),
  /** Asks with a token of the local issuer's. */
  withClaims: async (claims: Record<string, unknown>) =>
    api().call({ headers: { 'x-jwt-token': await api().stack.issuer.sign(claims) } }),
});

/** Seconds since 1970. */
export const seconds = (): number => Math.floor(Date.now() / 1000);

export const expectIds = (response: Response, ids: readonly number[]): void =>
  expect(expectOrganizations(response).map(({ id }) => id)).toEqual(ids);
export const expectInvalidKey = (response: Response): void => expectError(response, 401, DENIAL_TEXT.invalidApiKey);
export const expectInvalidToken = (response: Response): void => expectError(response, 401, DENIAL_TEXT.invalidToken);
export const expectExpiredToken = (response: Response): void => expectError(response, 401, DENIAL_TEXT.expiredToken);
