import { describe, expect, test } from 'vitest';
import { encodedHeaders, responseHeaders } from '../../../lib/http/response-headers.ts';

describe('the headers of an answer', () => {
  test('say that it depends on the origin and on the accepted encodings', () => {
    const headers = responseHeaders('https://a.example', ['https://a.example']);
    expect(headers['vary']).toBe('origin');
    expect(encodedHeaders(headers, 'br')).toEqual({
      ...headers,
      vary: 'origin, accept-encoding',
      'content-encoding': 'br',
    });
  });

  test.each([undefined, 'https://b.example', 'null', 'https://a.example.evil'])(
    'say that it depends on the origin also to one that is not allowed, which gets nothing else: %s',
    (origin) => {
      const { vary, ...headers } = responseHeaders(origin, ['https://a.example']);
      expect(vary).toBe('origin');
      expect(Object.keys(headers).join()).not.toContain('access-control');
    },
  );

  test('say that it depends on the accepted encodings alone where any origin is allowed, or none is encoded', () => {
    const headers = responseHeaders('https://a.example', ['*']);
    expect(headers).not.toHaveProperty('vary');
    expect(encodedHeaders(headers, undefined)).toStrictEqual({ ...headers, vary: 'accept-encoding' });
  });
});
