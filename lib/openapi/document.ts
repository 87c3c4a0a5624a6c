import * as z from 'zod/mini';
import { DENIAL_TEXT } from '../auth/denial.ts';
import {
  API_KEY_HEADER,
  ERROR_TEXT,
  JSON_CONTENT_TYPE,
  JWT_COOKIE,
  JWT_HEADER,
  PATH,
  RETRY_AFTER_SECONDS,
  STAGE,
} from '../http/route.ts';
import {
  answerSchema,
  failureSchema,
  organizationSchema,
  organizationUserSchema,
  projectCollaboratorSchema,
  projectSchema,
  staffInfoSchema,
} from '../organizations/model.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { EXAMPLE_ORGANIZATION } from './example.ts';

/** The schemas of the document by their names there, with their fields' descriptions. */
const COMPONENTS = {
  StaffInfo: { schema: staffInfoSchema, fields: DESCRIPTIONS.staffInfo },
  OrganizationUser: { schema: organizationUserSchema, fields: DESCRIPTIONS.organizationUser },
  ProjectCollaborator: { schema: projectCollaboratorSchema, fields: DESCRIPTIONS.collaborator },
  Project: { schema: projectSchema, fields: DESCRIPTIONS.project },
  Organization: { schema: organizationSchema, fields: DESCRIPTIONS.organization },
  ListOrganizationsResponse: {
    schema: answerSchema,
    fields: {
      organizations: "The caller's organizations, ascending by id. An empty list is a success.",
      success: 'Stands last in the body: an answer without it was cut short.',
    },
  },
  Failure: {
    schema: failureSchema,
    fields: {
      organizations: 'What had been sent before the failure; never a whole list.',
      success: 'False: there is no answer, or not all of it.',
      error: 'What went wrong, for a person.',
    },
  },
} as const satisfies Record<string, { schema: z.ZodMiniObject; fields: Readonly<Record<string, string>> }>;

const describeFields = (schema: z.core.JSONSchema.BaseSchema, fields: Readonly<Record<string, string>>) => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      { ...(typeof property === 'object' ? property : {}), description: fields[name] },
    ]),
  ),
});

const schemas = () => {
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // what a client sends is what counts: a field that it does not know yet must not break it
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      delete jsonSchema.propertyNames;
    },
  });
  return Object.fromEntries(
    Object.entries(COMPONENTS).map(([id, { fields }]) => {
      const { $schema: _, $id: __, ...schema } = schemas[id] ?? {};
      return [id, describeFields(schema, fields)];
    }),
  );
};

const failure = (description: string, texts: Readonly<Record<string, string>>, headers = {}) => ({
  description,
  headers,
  content: {
    [JSON_CONTENT_TYPE]: {
      schema: { $ref: '#/components/schemas/Failure' },
      examples: Object.fromEntries(
        Object.entries(texts).map(([name, error]) => [name, { value: { success: false, error } }]),
      ),
    },
  },
});

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds after which to try again.',
    schema: { type: 'integer', examples: [RETRY_AFTER_SECONDS] },
  },
};

const RESPONSES = {
  200: {
    description:
      'The organizations. The body is streamed; a fault after its first byte ends it in `"success":false` and an `error`, so look at `success`, whatever the status says.',
    content: {
      [JSON_CONTENT_TYPE]: {
        schema: {
          oneOf: [{ $ref: '#/components/schemas/ListOrganizationsResponse' }, { $ref: '#/components/schemas/Failure' }],
        },
        examples: {
          whole: { value: { organizations: [EXAMPLE_ORGANIZATION], success: true } },
          cutShort: { value: { organizations: [], success: false, error: ERROR_TEXT.unavailable } },
        },
      },
    },
  },
  400: failure('A parameter has a value that is not accepted.', {
    badParameter: 'The parameter projects accepts the values true and false only',
  }),
  401: failure('There is no credential, or it is not accepted.', DENIAL_TEXT),
  404: failure('There is no such path or method.', { notFound: ERROR_TEXT.notFound }),
  413: failure('The request is too large.', { tooLarge: ERROR_TEXT.badRequest }),
  429: failure('There were too many requests.', { tooManyRequests: ERROR_TEXT.tooManyRequests }, RETRY_AFTER),
  500: failure('The service has a fault.', { internal: ERROR_TEXT.internal }),
  503: failure('The service cannot answer for the moment.', { unavailable: ERROR_TEXT.unavailable }, RETRY_AFTER),
};

const SECURITY_SCHEMES = {
  ApiKeyAuthentication: {
    type: 'apiKey',
    in: 'header',
    name: API_KEY_HEADER,
    description: "An organization's API key, `ei_` and at least 29 more characters. It lists this organization only.",
  },
  JWTHttpHeaderAuthentication: {
    type: 'apiKey',
    in: 'header',
    name: JWT_HEADER,
    description: "A user's JWT. It lists all organizations that the user is a member of.",
  },
  JWTAuthentication: {
    type: 'apiKey',
    in: 'cookie',
    name: JWT_COOKIE,
    description: 'The same JWT as a cookie, percent-encoded or not.',
  },
};

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
      'Lists the organizations of a user, or the one of an API key. Of several credentials the first present one decides alone: the API key, then the JWT in the header, then the cookie.',
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
  components: { securitySchemes: SECURITY_SCHEMES, schemas: schemas() },
});
