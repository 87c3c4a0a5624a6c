import { describe, expect, test } from 'vitest';
import { headerOf, parseRequest } from '../../../functions/list-organizations/event.ts';
import { BadParameterError } from '../../../lib/http/error-response.ts';

const authorizer = { principalKind: 'user', userId: '42', principalId: 'user:42' };
const event = (parameters: object = {}) => ({ ...parameters, requestContext: { authorizer } });
const withProjects = (parameters: object) => parseRequest(event(parameters)).withProjects;

describe('a request', () => {
  test('is of the principal that the authorizer found, and of no other', () => {
    expect(parseRequest(event())).toEqual({ principal: { principalKind: 'user', userId: 42 }, withProjects: true });
    expect(() => parseRequest({ requestContext: {} })).toThrow();
    expect(() => parseRequest({ requestContext: { authorizer: { userId: '42' } } })).toThrow();
    expect(() => parseRequest({ headers: { 'x-api-key': 'ei_' } })).toThrow();
  });

  test('is with projects unless it says otherwise', () => {
    expect(withProjects({ multiValueQueryStringParameters: null, queryStringParameters: null })).toBe(true);
    expect(withProjects({ multiValueQueryStringParameters: { other: ['x'] } })).toBe(true);
    expect(withProjects({ multiValueQueryStringParameters: { projects: ['true'] } })).toBe(true);
    expect(withProjects({ multiValueQueryStringParameters: { projects: ['false'] } })).toBe(false);
    expect(withProjects({ queryStringParameters: { projects: 'false' } })).toBe(false);
  });

  test.each([['maybe'], [''], ['False'], ['true', 'false'], ['false', 'false']])(
    'is refused with projects=%s',
    (...values) => {
      expect(() => withProjects({ multiValueQueryStringParameters: { projects: values } })).toThrow(BadParameterError);
    },
  );

  test('has headers of any casing, or none', () => {
    expect(headerOf({ headers: { Origin: 'x' } }, 'origin')).toBe('x');
    expect(headerOf({ headers: null }, 'origin')).toBeUndefined();
    expect(headerOf(undefined, 'origin')).toBeUndefined();
  });
});
