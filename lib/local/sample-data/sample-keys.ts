import { faker } from '@faker-js/faker/locale/en';
import { formatApiKey, hashApiKey } from '../../contract/api-key.ts';
import type { ApiKeyRecord } from '../../table/encode.ts';
import { ORGANIZATION_ID } from './sample-organizations.ts';

const { large, whiteLabelled, pastGracePeriod, deleted } = ORGANIZATION_ID;

/** In seconds since 1970; the later one is far enough away for any run. */
const YEAR_2024 = Date.parse('2024-01-01T00:00:00Z') / 1000;
const YEAR_2100 = Date.parse('2100-01-01T00:00:00Z') / 1000;

type KeyFields = Pick<ApiKeyRecord, 'organizationId' | 'name' | 'role'> & Partial<ApiKeyRecord>;

/** Keys in clear, with what is stored of them, by whose they are or what is special about them. */
export const sampleKeys = () => {
  let lastKeyId = 500;
  const createKey = (fields: KeyFields) => {
    const value = formatApiKey(faker.string.alphanumeric(40));
    const record: ApiKeyRecord = {
      hash: hashApiKey(value),
      keyId: ++lastKeyId,
      created: '2023-06-01T09:00:00.000Z',
      ...fields,
    };
    return { value, record };
  };
  return {
    admin: createKey({ organizationId: large, name: 'Backup', role: 'admin', lastUsed: '2025-11-29T03:00:12.004Z' }),
    member: createKey({ organizationId: large, name: 'Dashboard', role: 'member', expiresAt: YEAR_2100 }),
    'admin of another organization': createKey({ organizationId: whiteLabelled, name: 'CI', role: 'admin' }),
    // Its end came with its rotation.
    expired: createKey({
      ...{ organizationId: large, name: 'Trade fair', role: 'member' },
      ...{ expiresAt: YEAR_2024, issuedUntil: null },
    }),
    revoked: createKey({ organizationId: large, name: 'Old CI', role: 'admin', revoked: '2024-08-08T08:08:08Z' }),
    'trial is over': createKey({ organizationId: pastGracePeriod, name: 'Export', role: 'admin' }),
    'organization is deleted': createKey({ organizationId: deleted, name: 'Export', role: 'admin' }),
  };
};
