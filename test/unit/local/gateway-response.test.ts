import { describe, expect, test } from 'vitest';
import { renderGatewayResponse } from '../../../lib/local/gateway-response.ts';
import type { Api } from '../../../lib/local/template.ts';

const response = (ResponseType: string, template: string, StatusCode?: number) =>
  [
    ResponseType,
    {
      ResponseType,
      ResponseParameters: { 'x-type': ResponseType },
      ResponseTemplates: { 'application/json': template },
      ...(StatusCode === undefined ? {} : { StatusCode }),
    },
  ] as const;

const API: Api = {
  stage: 'v1',
  methods: new Map(),
  gatewayResponses: new Map([
    response('DEFAULT_4XX', '4xx $context.error.responseType'),
    response('DEFAULT_5XX', '5xx $context.error.responseType'),
    response(
      'ACCESS_DENIED',
      '$context.authorizer.denial|$context.toString|$context.authorizer|$context.authorizer.no.such|$input',
      401,
    ),
  ]),
};

describe('an answer of the gateway’s own', () => {
  test.each([
    ['THROTTLED', 429, '4xx THROTTLED'],
    ['AUTHORIZER_FAILURE', 500, '5xx AUTHORIZER_FAILURE'],
    ['INTEGRATION_TIMEOUT', 504, '5xx INTEGRATION_TIMEOUT'],
  ] as const)('of a type without a response is the default of its class: %s', (type, status, body) => {
    const rendered = renderGatewayResponse(API, type, {});
    expect(rendered).toMatchObject({ status, body, headers: { 'x-type': `DEFAULT_${status < 500 ? 4 : 5}XX` } });
  });

  test('has what the context holds itself, and nothing for anything else', () => {
    const context = { authorizer: { denial: 'Invalid API key' } };
    const { status, body } = renderGatewayResponse(API, 'ACCESS_DENIED', context);
    expect([status, body]).toEqual([401, 'Invalid API key||||$input']);
  });

  test('is API Gateway’s, where the template has none', () => {
    const api = { ...API, gatewayResponses: new Map() };
    expect(renderGatewayResponse(api, 'MISSING_AUTHENTICATION_TOKEN', {})).toEqual({
      status: 403,
      headers: { 'content-type': 'application/json' },
      body: '{"message":"Missing Authentication Token"}',
    });
  });
});
