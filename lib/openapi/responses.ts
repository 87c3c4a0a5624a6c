import { DENIAL_TEXT, ERROR_TEXT } from '../contract/errors.ts';
import { JSON_CONTENT_TYPE, RETRY_AFTER_SECONDS, SECURITY_HEADERS } from '../contract/headers.ts';
import { EXAMPLE_ORGANIZATION } from './example.ts';

const text = (description: string, schema: object = {}) => ({ description, schema: { type: 'string', ...schema } });

/** `components.headers` of the document. */
export const HEADERS = {
  'Cache-Control': text('No answer is kept anywhere.', { const: SECURITY_HEADERS['cache-control'] }),
  'X-Content-Type-Options': text('An answer is what its type says.', {
    const: SECURITY_HEADERS['x-content-type-options'],
  }),
  'Strict-Transport-Security': text('The service is to be asked over HTTPS only.', {
    const: SECURITY_HEADERS['strict-transport-security'],
  }),
  'X-Amzn-RequestId': text('Identifies the request in the logs of the service.', { format: 'uuid' }),
  'Access-Control-Allow-Origin': text('Whose pages may read the answer; absent unless the deployment allows origins.'),
  'Content-Encoding': text('How the body is compressed, of what the request accepts.', {
    enum: ['zstd', 'br', 'gzip'],
  }),
  Allow: text('The methods that the path has; `OPTIONS` is one where the deployment allows origins.', {
    enum: ['GET', 'GET, OPTIONS'],
  }),
  'Retry-After': {
    description: 'Seconds after which to try again.',
    schema: { type: 'integer', examples: [RETRY_AFTER_SECONDS] },
  },
};

type Header = keyof typeof HEADERS;

const EVERYWHERE: readonly Header[] = [
  'Cache-Control',
  'X-Content-Type-Options',
  'Strict-Transport-Security',
  'X-Amzn-RequestId',
  'Access-Control-Allow-Origin',
];

const headers = (...more: Header[]) =>
  Object.fromEntries([...EVERYWHERE, ...more].map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const failure = (description: string, texts: Readonly<Record<string, string>>, ...more: Header[]) => ({
  description,
  headers: headers(...more),
  content: {
    [JSON_CONTENT_TYPE]: {
      schema: { $ref: '#/components/schemas/Failure' },
      examples: Object.fromEntries(
        Object.entries(texts).map(([name, error]) => [name, { value: { success: false, error } }]),
      ),
    },
  },
});

/** What the operation answers, by status: every text and every header of the contract. */
export const RESPONSES = {
  200: {
    description:
      'The organizations. The body is streamed; a fault after its first byte ends it in `"success":false` and an `error`, so look at `success`, whatever the status says.',
    headers: headers('Content-Encoding'),
    content: {
      [JSON_CONTENT_TYPE]: {
        schema: {
          oneOf: [{ $ref: '#/components/schemas/ListOrganizationsResponse' }, { $ref: '#/components/schemas/Failure' }],
        },
        examples: {
          whole: { value: { organizations: [EXAMPLE_ORGANIZATION], success: true } },
          empty: { value: { organizations: [], success: true } },
          cutShort: { value: { organizations: [], success: false, error: ERROR_TEXT.unavailable } },
        },
      },
    },
  },
  400: failure(
    'A parameter has a value that is not accepted, or a name that differs from `projects` only by case or brackets.',
    {
      badValue: 'The parameter projects accepts the values true and false only',
      badName: 'The parameter projects[] is not known. The parameter projects accepts the values true and false only',
      givenTwice: 'The parameter projects is given more than once',
    },
  ),
  401: failure('There is no credential, or it is not accepted.', DENIAL_TEXT),
  403: failure("A rule of the operator's refuses the request.", { refused: ERROR_TEXT.denied }),
  404: failure('There is no such path.', { notFound: ERROR_TEXT.notFound }),
  405: failure(
    'The path has no such method. Every method but GET, and OPTIONS for a preflight, is answered so.',
    { methodNotAllowed: ERROR_TEXT.methodNotAllowed },
    'Allow',
  ),
  413: failure('The request is too large.', { tooLarge: ERROR_TEXT.badRequest }),
  429: failure('There were too many requests.', { tooManyRequests: ERROR_TEXT.tooManyRequests }, 'Retry-After'),
  500: failure('The service has a fault.', { internal: ERROR_TEXT.internal }),
  503: failure('The service cannot answer for the moment.', { unavailable: ERROR_TEXT.unavailable }, 'Retry-After'),
};
