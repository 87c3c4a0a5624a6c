import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../functions/list-organizations/event.ts';
import { BadParameterError } from '../../../lib/http/error-response.ts';
import { headerOf } from '../../../lib/http/request-header.ts';

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

  const misspelt = ['projects[]', 'Projects', 'PROJECTS', 'projects[0]', 'projects[a][b]', '[projects]', 'projects['];
  test.each(misspelt)('is refused with a parameter %s, by its name', (name) => {
    for (const parameters of [
      { multiValueQueryStringParameters: { [name]: ['false'] } },
      { multiValueQueryStringParameters: { projects: ['false'], [name]: ['false'] } },
      { queryStringParameters: { [name]: 'false' } },
    ]) {
      expect(() => withProjects(parameters)).toThrow(
        new BadParameterError(
          `The parameter ${name} is not known. The parameter projects accepts the values true and false only`,
        ),
      );
    }
  });

  test.each(['project', 'projects_', 'no-projects', 'projects.0', 'x[projects]', ''])(
    'ignores any other parameter, such as %j',
    (name) => {
      expect(withProjects({ multiValueQueryStringParameters: { [name]: ['false'] } })).toBe(true);
      expect(withProjects({ queryStringParameters: { [name]: null } })).toBe(true);
    },
  );

  test('has headers of any casing, or none', () => {
    expect(headerOf({ headers: { Accept: 'a', Origin: 'x' } }, 'origin')).toBe('x');
    expect(headerOf({ headers: null }, 'origin')).toBeUndefined();
    expect(headerOf(undefined, 'origin')).toBeUndefined();
  });
});
