import type { MemberRole } from '../../contract/model.ts';
import type { UserRecord } from '../../table/encode.ts';
import { generateUser } from './generate-user.ts';
import type { SampleOrganization } from './sample-organizations.ts';

/** So that ids of three and of four digits stand side by side. */
const FIRST_USER_ID = 970;

/** The large organization has them beside the named ones. */
const COLLEAGUES = 45;
const OUTSIDERS = 14;

type Membership = { readonly userId: number; readonly role: MemberRole };

/** The users, those that a credential or a denial is shown for by name, and who is a member where. */
export const samplePeople = () => {
  const users: UserRecord[] = [];
  const addUser = (fields: Partial<UserRecord> = {}): UserRecord => {
    const user = { ...generateUser(FIRST_USER_ID + users.length), ...fields };
    users.push(user);
    return user;
  };
  // With something to hide from others.
  const secrets = {
    permissions: ['projects:limits:write'],
    stripeCustomerId: 'cus_0123456789ABCD',
    hasPendingPayments: true,
  };
  const accepted = { activated: true, pending: false, ...secrets };
  const named = {
    admin: addUser(accepted),
    member: addUser(accepted),
    guest: addUser(accepted),
    nobody: addUser(accepted),
    disabled: addUser({ ...accepted, disabled: true }),
    'not activated': addUser({ activated: false, pending: true }),
  };
  const colleagues = Array.from({ length: COLLEAGUES }, () => addUser());
  const outsiders = Array.from({ length: OUTSIDERS }, () => addUser());
  return { users, named, memberships: joinOrganizations(named, colleagues, outsiders) };
};

const joinOrganizations = (
  named: Record<'admin' | 'member' | 'guest' | 'disabled' | 'not activated', UserRecord>,
  colleagues: readonly UserRecord[],
  outsiders: readonly UserRecord[],
): Record<SampleOrganization, Membership[]> => {
  const as = (role: MemberRole, ...users: UserRecord[]) => users.map(({ id }): Membership => ({ userId: id, role }));
  const crowd = (users: readonly UserRecord[]) =>
    users.flatMap((user, index) => as(index % 15 === 0 ? 'admin' : index % 5 === 1 ? 'guest' : 'member', user));
  const { admin, member, guest } = named;
  return {
    developerProfile: as('admin', member),
    large: [
      ...as('admin', admin),
      ...as('member', member, named.disabled, named['not activated']),
      ...as('guest', guest),
      ...crowd(colleagues),
    ],
    whiteLabelled: [...as('member', admin), ...crowd([...outsiders.slice(0, 8), ...colleagues.slice(0, 2)])],
    inTrial: [...as('guest', admin), ...crowd(outsiders.slice(6, 11))],
    inGracePeriod: [...as('member', admin), ...crowd(outsiders.slice(11))],
    pastGracePeriod: [...as('admin', admin), ...crowd(outsiders.slice(9, 12))],
    deleted: [...as('admin', admin), ...crowd(outsiders.slice(0, 2))],
  };
};
