import type { Fault } from '../fault.ts';

const RESPONSES = 'lib/openapi/responses.ts';
const DOCUMENT = 'lib/openapi/document.ts';

/** Whoever changes the source writes the file anew as well, so the test that compares the two does not count. */
const RUN = { tests: ['test/unit/openapi/document.test.ts'], named: '^(?!.*npm run openapi)' } as const;

export const FAULTS: readonly Fault[] = [
  {
    what: 'the token is in a cookie named token',
    file: DOCUMENT,
    search: "{ type: 'apiKey', in: place, name }",
    replace: "{ type: 'apiKey', in: place, name: place === 'cookie' ? 'token' : name }",
    ...RUN,
  },
  {
    what: 'a 429 has no Retry-After',
    file: RESPONSES,
    search: "{ tooManyRequests: ERROR_TEXT.tooManyRequests }, 'Retry-After')",
    replace: '{ tooManyRequests: ERROR_TEXT.tooManyRequests })',
    ...RUN,
  },
  {
    what: 'answers are never of the encoding zstd',
    file: RESPONSES,
    search: "enum: ['zstd', 'br', 'gzip']",
    replace: "enum: ['br', 'gzip']",
    ...RUN,
  },
  {
    what: 'a 405 does not name the methods that there are',
    file: RESPONSES,
    search: "    { methodNotAllowed: ERROR_TEXT.methodNotAllowed },\n    'Allow',\n",
    replace: '    { methodNotAllowed: ERROR_TEXT.methodNotAllowed },\n',
    ...RUN,
  },
  {
    what: 'there is no 503',
    file: RESPONSES,
    search:
      "  503: failure('The service cannot answer for the moment.', { unavailable: ERROR_TEXT.unavailable }, 'Retry-After'),\n",
    replace: '',
    ...RUN,
  },
  {
    what: 'no answer has the id of its request',
    file: RESPONSES,
    search: "  'X-Amzn-RequestId',\n  'Access-Control-Allow-Origin',\n",
    replace: "  'Access-Control-Allow-Origin',\n",
    ...RUN,
  },
  {
    what: 'Retry-After is a minute',
    file: RESPONSES,
    search: 'examples: [RETRY_AFTER_SECONDS]',
    replace: 'examples: [60 * RETRY_AFTER_SECONDS]',
    ...RUN,
  },
  {
    what: 'the parameter takes any text',
    file: DOCUMENT,
    search: "schema: { type: 'string', enum: ['true', 'false'], default: 'true' }",
    replace: "schema: { type: 'string', default: 'true' }",
    ...RUN,
  },
  {
    what: 'projects are left out by default',
    file: DOCUMENT,
    search: "default: 'true' }",
    replace: "default: 'false' }",
    ...RUN,
  },
  {
    what: 'all credentials are needed at once',
    file: DOCUMENT,
    search: 'security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),',
    replace: 'security: [Object.fromEntries(Object.keys(SECURITY_SCHEMES).map((name) => [name, []]))],',
    ...RUN,
  },
  {
    what: 'the API key is in the query',
    file: DOCUMENT,
    search: "{ type: 'apiKey', in: place, name }",
    replace: "{ type: 'apiKey', in: form === 'ApiKeyAuthentication' ? 'query' : place, name }",
    ...RUN,
  },
  {
    what: 'the address of a deployed stack has no stage',
    file: DOCUMENT,
    search: 'amazonaws.com/${STAGE}`',
    replace: 'amazonaws.com`',
    ...RUN,
  },
  {
    what: 'the body of a failure that began is not described',
    file: RESPONSES,
    search:
      "oneOf: [{ $ref: '#/components/schemas/ListOrganizationsResponse' }, { $ref: '#/components/schemas/Failure' }],",
    replace: "oneOf: [{ $ref: '#/components/schemas/ListOrganizationsResponse' }],",
    ...RUN,
  },
  {
    what: 'a field of the contract is optional that every answer has',
    file: 'lib/contract/model.ts',
    search: 'showHeaderImgMask: z.boolean(),',
    replace: 'showHeaderImgMask: z.optional(z.boolean()),',
    tests: ['test/unit/contract-fields.test.ts'],
  },
  {
    what: 'a field may be null that never is',
    file: 'lib/contract/model.ts',
    search: 'isDeveloperProfile: z.boolean(),',
    replace: 'isDeveloperProfile: z.nullable(z.boolean()),',
    tests: ['test/unit/contract-fields.test.ts'],
  },
];
