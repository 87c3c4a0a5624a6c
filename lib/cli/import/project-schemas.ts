import * as z from 'zod/mini';
import { DERIVED_FIELDS } from '../../contract/derived-fields.ts';
import { projectSchema } from '../../contract/model.ts';
import { projectItemSchema } from '../../table/items.ts';

/** The fields of a project that are stored as they are in the input. Collaborators are converted. */
export const storedProjectSchema = z.omit(projectItemSchema, { collaborators: true });

/** A project in the input. Derived fields are optional; collaborators are validated one by one later. */
export const importedProjectSchema = z.extend(z.partial(projectSchema, DERIVED_FIELDS), {
  collaborators: z.array(z.unknown()),
});
