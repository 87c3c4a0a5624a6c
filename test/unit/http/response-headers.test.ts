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

  test('say that it depends on the accepted encodings alone where any origin is allowed, or none is encoded', () => {
    const headers = responseHeaders('https://a.example', ['*']);
    expect(headers).not.toHaveProperty('vary');
    expect(encodedHeaders(headers, undefined)).toEqual({ ...headers, vary: 'accept-encoding' });
  });
});
