import { expect, test } from 'vitest';
import { logFieldsOf } from '../../../lib/http/request-context.ts';

test.each([
  [
    { requestContext: { requestId: 'id', authorizer: { principalId: 'key:42/3' } } },
    { requestId: 'id', principal: 'key:42/3' },
  ],
  [{ requestContext: { requestId: 'id' } }, { requestId: 'id', principal: undefined }],
  [
    { requestContext: { requestId: 7, authorizer: { principalId: 'user:1' } } },
    { requestId: 'unknown', principal: 'user:1' },
  ],
  ['no event', { requestId: 'unknown', principal: undefined }],
])('a log line says of %j: %j', (event, fields) => {
  expect(logFieldsOf(event)).toEqual(fields);
});
