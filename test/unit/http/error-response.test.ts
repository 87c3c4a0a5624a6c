import { describe, expect, test } from 'vitest';
import { BadParameterError, toErrorResponse, toPublicError } from '../../../lib/http/error-response.ts';
import { responseHeaders } from '../../../lib/http/response-headers.ts';
import { BrokenItemError, TableRefusedError, TableUnavailableError } from '../../../lib/table/errors.ts';

const answerTo = (error: unknown) => {
  const { body, ...response } = toErrorResponse(toPublicError(error), { a: 'b' });
  return { ...response, body: JSON.parse(body) };
};

describe('an error is answered', () => {
  test('with 400 and its own text when a parameter is bad', () => {
    expect(answerTo(new BadParameterError('The parameter is bad'))).toEqual({
      statusCode: 400,
      headers: { a: 'b' },
      body: { success: false, error: 'The parameter is bad' },
    });
  });

  test('and logged by a code', () => {
    expect(toPublicError(new BadParameterError('x')).code).toBe('bad-parameter');
    expect(new BadParameterError('x').name).toBe('BadParameterError');
  });

  test('with 503 and a time to try again when the table is unavailable', () => {
    expect(answerTo(new TableUnavailableError('internal address 10.0.0.1'))).toEqual({
      statusCode: 503,
      headers: { a: 'b', 'retry-after': '1' },
      body: {
        success: false,
        error: 'The service is temporarily unavailable. Try again after the time in the Retry-After header',
      },
    });
  });

  test.each([
    new BrokenItemError('ORG#1/ORG', 'name', 'a string'),
    new TableRefusedError('no access'),
    new Error('secret'),
    'a string',
    undefined,
  ])('with 500 and nothing about internals otherwise: %s', (error) => {
    expect(answerTo(error)).toEqual({
      statusCode: 500,
      headers: { a: 'b' },
      body: { success: false, error: 'Internal server error' },
    });
  });

  test('under its code in metrics and logs', () => {
    expect(toPublicError(new BrokenItemError('k', 'p', 'x')).code).toBe('broken-item');
    expect(toPublicError(new Error('x')).code).toBe('internal');
  });
});

describe('the headers of an answer', () => {
  const allowed = ['https://a.example.com', 'https://b.example.com'];

  test('always say that it is JSON, for nobody to store, sniff or fetch in clear', () => {
    expect(responseHeaders(undefined, [])).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}/),
    });
  });

  test('let a page of an allowed origin read it, with the cookies of the browser', () => {
    expect(responseHeaders('https://b.example.com', allowed)).toMatchObject({
      'access-control-allow-origin': 'https://b.example.com',
      'access-control-allow-credentials': 'true',
      vary: 'origin',
    });
  });

  test.each(['https://c.example.com', 'https://a.example.com.evil.example', 'http://a.example.com', 'null', undefined])(
    'let no page of the origin %s read it',
    (origin) => {
      expect(Object.keys(responseHeaders(origin, allowed)).filter((name) => name.startsWith('access-control'))).toEqual(
        [],
      );
    },
  );

  test('let every page read it where any origin is allowed, but without cookies', () => {
    const headers = responseHeaders('https://c.example.com', ['*']);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });
});
