import { AUTHORIZATION_HEADER, BEARER, CREDENTIAL_FORMS, type CredentialForm } from '../contract/headers.ts';
import { PATH, STAGE } from '../contract/route.ts';
import { HEADERS, RESPONSES } from './responses.ts';
import { describeSchemas } from './schemas.ts';

const DESCRIPTIONS: Readonly<Record<CredentialForm, string>> = {
  ApiKeyAuthentication:
    "An organization's API key, `ei_` and at least 29 more characters. It lists this organization only.",
  JWTHttpHeaderAuthentication: "A user's JWT. It lists all organizations that the user is a member of.",
  JWTBearerAuthentication: 'The same JWT as `Authorization: Bearer`, as OpenID Connect clients send it.',
  JWTAuthentication: 'The same JWT as a cookie, percent-encoded or not.',
};

const describeForm = ({ form, in: place, name }: (typeof CREDENTIAL_FORMS)[number]) => ({
  ...(name === AUTHORIZATION_HEADER
    ? { type: 'http', scheme: BEARER, bearerFormat: 'JWT' }
    : { type: 'apiKey', in: place, name }),
  description: DESCRIPTIONS[form],
});

const SECURITY_SCHEMES = Object.fromEntries(CREDENTIAL_FORMS.map((form) => [form.form, describeForm(form)]));

/**
 * The OpenAPI 3.1 description of the API, made from the contract's own schemas.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export const openApiDocument = (version: string) => ({
  openapi: '3.1.1',
  info: {
    title: 'List organizations',
    version,
    description:
      'Lists every organization that a user belongs to, or the organization that an API key belongs to. If a request carries several credentials, only the first of them counts, in this order: the API key, the JWT in its own header, the JWT as a bearer token, the JWT in the cookie.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [
    {
      url: `https://{api}.execute-api.{region}.amazonaws.com/${STAGE}`,
      description: 'A deployed stack; its output ApiUrl says which.',
      variables: { api: { default: 'a1b2c3d4e5' }, region: { default: 'eu-west-1' } },
    },
  ],
  security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
  tags: [{ name: 'Organizations', description: 'Organizations, their members and their projects.' }],
  paths: {
    [`/${PATH.join('/')}`]: {
      get: {
        operationId: 'listOrganizations',
        summary: 'List organizations',
        description: 'Every organization that the caller may see, with its members and projects.',
        tags: ['Organizations'],
        parameters: [
          {
            name: 'projects',
            in: 'query',
            description: 'With `false`, projects are left out and not read. A guest then sees no member but themself.',
            schema: { type: 'string', enum: ['true', 'false'], default: 'true' },
          },
        ],
        responses: RESPONSES,
      },
    },
  },
  components: { securitySchemes: SECURITY_SCHEMES, schemas: describeSchemas(), headers: HEADERS },
});
