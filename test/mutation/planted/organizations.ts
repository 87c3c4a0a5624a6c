import type { Fault } from '../fault.ts';

const MODEL = ['test/unit/organizations/visibility-model.test.ts'];
const READS = ['test/unit/organizations/reads.test.ts', 'test/unit/organizations/users-of-an-answer.test.ts'];
const HIDDEN = ['test/unit/organizations/hidden.test.ts'];
const EXPIRE = ['test/unit/organizations/expire-trials.test.ts', 'test/unit/organizations/overdue.test.ts'];
const MEMBERS = ['test/unit/organizations/change-members.test.ts'];
const TRIALS = ['test/unit/organizations/change-trials.test.ts'];
const CONDITIONS = ['test/unit/writes/conditions.test.ts'];
const KEYS = ['test/unit/api-keys/change-api-keys.test.ts'];

export const FAULTS: readonly Fault[] = [
  {
    what: "a member sees another member's billing",
    file: 'lib/organizations/visibility.ts',
    search: "billing: { operator: 'yes', admin: 'members', member: 'no', guest: 'no' }",
    replace: "billing: { operator: 'yes', admin: 'members', member: 'members', guest: 'no' }",
    tests: MODEL,
  },
  {
    what: "an admin sees a collaborator's billing from outside",
    file: 'lib/organizations/visibility.ts',
    search: "const ofOutsiders = billing === 'yes' ? 'whole' : withoutBilling;",
    replace: "const ofOutsiders = billing !== 'no' ? 'whole' : withoutBilling;",
    tests: MODEL,
  },
  {
    what: 'the permissions of a user are shown to everybody',
    file: 'lib/organizations/visibility.ts',
    search: "billing: ['stripeCustomerId', 'hasPendingPayments', 'permissions']",
    replace: "billing: ['stripeCustomerId', 'hasPendingPayments']",
    tests: MODEL,
  },
  {
    what: 'a guest sees whose project it is although the owner is no collaborator',
    file: 'lib/organizations/visibility.ts',
    search: 'id !== undefined && collaborators.some(({ userId }) => userId === id);',
    replace: 'id !== undefined;',
    tests: MODEL,
  },
  {
    what: 'a guest is shown the datasets of others',
    file: 'lib/organizations/visibility.ts',
    search: "datasets: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'no' }",
    replace: "datasets: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'yes' }",
    tests: MODEL,
  },
  {
    what: 'an organization is hidden a day before its grace period is over',
    file: 'lib/contract/grace-period.ts',
    search: '= 30;',
    replace: '= 29;',
    tests: [...EXPIRE, 'test/unit/organizations/rules.test.ts'],
  },
  {
    what: 'a deleted organization is listed again when its trial was upgraded',
    file: 'lib/organizations/lifecycle.ts',
    search: 'organization.deletedDate === undefined && !isGracePeriodOver(organization, now)',
    replace:
      '(organization.deletedDate === undefined || organization.trialUpgradedDate !== null) && !isGracePeriodOver(organization, now)',
    tests: [...HIDDEN, 'test/unit/organizations/rules.test.ts'],
  },
  {
    what: 'the index decides about a trial whose item says something else',
    file: 'lib/organizations/expire-trials.ts',
    search: "item['trialExpiredDate']?.S === trialExpiredDate &&\n",
    replace: '',
    tests: EXPIRE,
  },
  {
    what: 'the daily job begins one trial too many',
    file: 'lib/organizations/expire-trials.ts',
    search: 'begun < limits.trials',
    replace: 'begun <= limits.trials',
    tests: ['test/isolated/functions/expire-trials.test.ts'],
  },
  {
    what: 'an organization is renamed that was just deleted',
    file: 'lib/organizations/rename-organization.ts',
    search: ", unchanged: ['deletedDate'] }",
    replace: ' }',
    tests: CONDITIONS,
  },
  {
    what: 'a trial is upgraded of an organization that was just deleted',
    file: 'lib/table/index-key.ts',
    search: "const TRIAL_FIELDS = ['trialExpiredDate', 'trialUpgradedDate', 'deletedDate'];",
    replace: "const TRIAL_FIELDS = ['trialExpiredDate', 'trialUpgradedDate'];",
    tests: CONDITIONS,
  },
  {
    what: 'a trial can be started that ends now',
    file: 'lib/organizations/start-trial.ts',
    search: 'if (end <= now)',
    replace: 'if (end < now)',
    tests: TRIALS,
  },
  {
    what: 'the last admin can be removed',
    file: 'lib/organizations/change-member.ts',
    search: '  if (other === undefined) throw new LastAdminError(membership);\n',
    replace: '  if (other === undefined) return { check: memberKey(organizationId, userId), expected: {} };\n',
    tests: MEMBERS,
  },
  {
    what: 'two admins can remove each other at the same time',
    file: 'lib/organizations/change-member.ts',
    search: 'const checks = change.takesAdmin ? [await checkOtherAdmin(table, membership)] : [];',
    replace: 'if (change.takesAdmin) await checkOtherAdmin(table, membership);\n    const checks: Write[] = [];',
    tests: CONDITIONS,
  },
  {
    what: 'a member is added to an organization that was deleted meanwhile',
    file: 'lib/organizations/add-member.ts',
    search: ', deletedDate: undefined } },',
    replace: ' } },',
    tests: CONDITIONS,
  },
  {
    what: 'an organization gets an admin who does not exist',
    file: 'lib/organizations/create-organization.ts',
    search: '      userCheck(admin),\n',
    replace: '',
    tests: CONDITIONS,
  },
  {
    what: 'users are cached without a bound',
    file: 'lib/organizations/load-users.ts',
    search: '    shrink();\n',
    replace: '',
    tests: ['test/unit/organizations/users.test.ts', ...READS],
  },
  {
    what: 'a user whom the first read missed fails the answer',
    file: 'lib/organizations/load-users.ts',
    search: '    if (missing().length > 0) await read(missing(), true, users);\n',
    replace: '',
    tests: [...READS, 'test/unit/organizations/users.test.ts'],
  },
  {
    what: 'partitions of hidden organizations are read, however many there are',
    file: 'lib/organizations/read-organizations.ts',
    search: '    if (opened.length < ids.length) candidates.startScreening();\n',
    replace: '',
    tests: HIDDEN,
  },
  {
    what: 'the id of a new key is that of the last one',
    file: 'lib/api-keys/issue-api-key.ts',
    search: 'Math.max(highest, Number(last?.N ?? 0)) + 1',
    replace: 'Math.max(highest, Number(last?.N ?? 0))',
    tests: KEYS,
  },
  {
    what: 'a key that was rotated lives longer than it was issued for',
    file: 'lib/api-keys/rotate-api-key.ts',
    search: 'Math.min(before.expiresAt ?? end, end)',
    replace: 'end',
    tests: KEYS,
  },
  {
    what: 'the old key is limited after the new one is stored, so that a failure loses the new one',
    file: 'lib/api-keys/issue-api-key.ts',
    search: 'await transactWrite(table, writes).catch(',
    replace:
      'await transactWrite(table, writes.slice(0, 2)).then(async (isDone) => { if (isDone && writes.length > 2) await transactWrite(table, writes.slice(2)); return isDone; }).catch(',
    tests: KEYS,
  },
  {
    what: 'a key is issued for an organization that was deleted meanwhile',
    file: 'lib/api-keys/issue-api-key.ts',
    search: '[LAST_KEY_ID]: last, deletedDate: undefined };',
    replace: '[LAST_KEY_ID]: last };',
    tests: CONDITIONS,
  },
  {
    what: 'an identity that belongs to another user is unlinked',
    file: 'lib/users/link-identity.ts',
    search:
      '    if (linked.userId !== userId) throw new IdentityTakenError(linked.userId);\n    return (await deleteItem',
    replace: '    return (await deleteItem',
    tests: ['test/unit/users/link-identity.test.ts'],
  },
  {
    what: 'tokens of a revoked user count again after a second revocation with an earlier time',
    file: 'lib/users/change-account.ts',
    search: 'Date.parse(tokensValidFrom) >= until',
    replace: 'Date.parse(tokensValidFrom) === until',
    tests: ['test/unit/users/change-account.test.ts'],
  },
];
