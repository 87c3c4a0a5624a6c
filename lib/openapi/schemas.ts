import * as z from 'zod/mini';
import {
  answerSchema,
  failureSchema,
  organizationSchema,
  organizationUserSchema,
  projectCollaboratorSchema,
  projectSchema,
  staffInfoSchema,
} from '../contract/model.ts';
import { DESCRIPTIONS } from './descriptions.ts';

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

/** `components.schemas` of the document. */
export const describeSchemas = () => {
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // What a client sends is what counts: a field that it does not know yet must not break it
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
