import * as z from 'zod/mini';
import { DERIVED_FIELDS } from '../../contract/derived-fields.ts';
import { projectSchema } from '../../contract/model.ts';
import { projectItemSchema } from '../../table/items.ts';

/** What of a project is stored as it stands in the input; collaborators are taken apart. */
export const storedProjectSchema = z.omit(projectItemSchema, { collaborators: true });

/** A project as it may stand in the input: what follows from the organization need not be there. Collaborators come later. */
export const importedProjectSchema = z.extend(z.partial(projectSchema, DERIVED_FIELDS), {
  collaborators: z.array(z.unknown()),
});
