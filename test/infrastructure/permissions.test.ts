import { describe, expect, test } from 'vitest';
import type { DistilledRequest } from '../support/distill-request.ts';
import { findRoleStatements, isAllowed } from './evaluate-policy.ts';
import { FORBIDDEN_REQUESTS, RECORDED_REQUESTS } from './recorded-requests.ts';
import { synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const TEMPLATES = [
  ['default', synthesize()],
  ['everything', synthesize(VARIANTS.everything)],
  ['restored', synthesize(VARIANTS.restored)],
] as const;

const describeRequest = ({ action, resource, leadingKeys, attributes = [], returnValues = '' }: DistilledRequest) =>
  [action, resource, leadingKeys.join(), attributes.join(), returnValues].filter((part) => part !== '').join(' ');

const cases = (requests: Readonly<Record<string, readonly DistilledRequest[]>>) =>
  Object.entries(requests).flatMap(([construct, ofOne]) =>
    ofOne.map((request) => [construct, describeRequest(request), request] as const),
  );

describe.each(TEMPLATES)('the permissions (%s)', (_name, template) => {
  test.each(cases(RECORDED_REQUESTS))('of %s allow what it was recorded to ask: %s', (construct, _title, request) => {
    expect(isAllowed(findRoleStatements(template, construct), request)).toBe(true);
  });

  test.each(cases(FORBIDDEN_REQUESTS))(
    'of %s allow nothing that it must never ask: %s',
    (construct, _title, request) => {
      expect(isAllowed(findRoleStatements(template, construct), request)).toBe(false);
    },
  );
});

test('a role that records no use of keys may write nothing', () => {
  const statements = findRoleStatements(synthesize({ recordKeyUse: 'false' }), 'Authorizer');
  const updates = RECORDED_REQUESTS.Authorizer.filter(({ action }) => action === 'dynamodb:UpdateItem');
  expect(updates.map((request) => isAllowed(statements, request))).toEqual(updates.map(() => false));
  expect(updates.length).toBeGreaterThan(0);
});
