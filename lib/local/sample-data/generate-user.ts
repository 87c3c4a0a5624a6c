import type { UserRecord } from '../../table/encode.ts';
import type { Random } from './random.ts';
import * as words from './words.ts';

/** A user whose every optional field is now present, now absent. The id makes the username unique. */
export const generateUser = (random: Random, id: number): UserRecord => {
  const name = `${random.pick(words.FIRST_NAMES)} ${random.pick(words.LAST_NAMES)}`;
  const username = `${name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()}${id}`;
  const isStaff = random.chance(0.06);
  const activated = random.chance(0.95);
  return {
    id,
    username,
    name,
    email: `${username}@example.com`,
    ...random.maybe(0.6, { photo: `${words.IMAGES}/users/${id}.jpg` }),
    created: random.date(words.FIRST_DAY, words.MIDDLE_DAY),
    ...random.maybe(0.8, { lastSeen: random.date(words.MIDDLE_DAY, words.LAST_DAY) }),
    ...random.maybe(0.8, { lastTosAcceptanceDate: random.date(words.MIDDLE_DAY, words.LAST_DAY) }),
    staffInfo: isStaff
      ? { isStaff, hasSudoRights: random.chance(0.5), companyName: 'Example Studio' }
      : { isStaff, hasSudoRights: false },
    pending: !activated,
    ...random.maybe(0.7, { jobTitle: random.pick(words.JOB_TITLES) }),
    ...random.maybe(0.5, { companyName: 'Example Devices' }),
    ...random.maybe(isStaff ? 1 : 0.2, { permissions: random.sample(words.PERMISSIONS, isStaff ? 4 : 1) }),
    activated,
    mfaConfigured: random.chance(0.4),
    ...random.maybe(0.3, { stripeCustomerId: `cus_${random.base62(14)}`, hasPendingPayments: random.chance(0.2) }),
    ...random.maybe(0.8, { tier: random.pick(['free', 'community-plus', 'professional', 'enterprise'] as const) }),
    ...random.maybe(0.3, { idps: random.sample(['example-sso', 'google', 'github'], random.integer(0, 2)) }),
    ...random.maybe(0.1, { tokensValidFrom: random.date(words.MIDDLE_DAY, words.LAST_DAY) }),
  };
};
