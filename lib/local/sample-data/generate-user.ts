import { faker } from '@faker-js/faker/locale/en';
import type { UserRecord } from '../../table/encode.ts';
import { drawDate, FIRST_DAY, IMAGES, LAST_DAY, MIDDLE_DAY, maybe } from './draw.ts';

/** Of the official client's `Permission`. */
const PERMISSIONS = ['projects:limits:write', 'projects:training:keras:write', 'users:emails:read', 'whitelabels:read'];

/** A user whose every optional field is now present, now absent. The id makes the username unique. */
export const generateUser = (id: number): UserRecord => {
  const [firstName, lastName] = [faker.person.firstName(), faker.person.lastName()];
  const username = `${firstName}${lastName}${id}`.toLowerCase().replace(/[^a-z0-9]/g, '');
  const isStaff = faker.datatype.boolean(0.06);
  const activated = faker.datatype.boolean(0.95);
  return {
    id,
    username,
    name: `${firstName} ${lastName}`,
    email: `${username}@example.com`,
    ...maybe(0.6, { photo: `${IMAGES}/users/${id}.jpg` }),
    created: drawDate(FIRST_DAY, MIDDLE_DAY),
    ...maybe(0.8, { lastSeen: drawDate(MIDDLE_DAY, LAST_DAY) }),
    ...maybe(0.8, { lastTosAcceptanceDate: drawDate(MIDDLE_DAY, LAST_DAY) }),
    staffInfo: isStaff
      ? { isStaff, hasSudoRights: faker.datatype.boolean(), companyName: 'Example Studio' }
      : { isStaff, hasSudoRights: false },
    pending: !activated,
    ...maybe(0.7, { jobTitle: faker.person.jobTitle() }),
    ...maybe(0.5, { companyName: faker.company.name() }),
    ...maybe(isStaff ? 1 : 0.2, { permissions: faker.helpers.arrayElements(PERMISSIONS, isStaff ? 4 : 1) }),
    activated,
    mfaConfigured: faker.datatype.boolean(0.4),
    ...maybe(0.3, {
      stripeCustomerId: `cus_${faker.string.alphanumeric(14)}`,
      hasPendingPayments: faker.datatype.boolean(0.2),
    }),
    ...maybe(0.8, {
      tier: faker.helpers.arrayElement(['free', 'community-plus', 'professional', 'enterprise'] as const),
    }),
    ...maybe(0.3, { idps: faker.helpers.arrayElements(['example-sso', 'google', 'github'], { min: 0, max: 2 }) }),
    ...maybe(0.1, { tokensValidFrom: drawDate(MIDDLE_DAY, LAST_DAY) }),
  };
};
