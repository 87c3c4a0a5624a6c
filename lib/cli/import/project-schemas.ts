import * as z from 'zod/mini';
import { projectSchema } from '../../organizations/model.ts';
import { projectItemSchema } from '../../table/items.ts';

/** What of a project is stored as it stands in the input; collaborators are taken apart. */
export const storedProjectSchema = z.omit(projectItemSchema, { collaborators: true });

/** A project as it may stand in the input: what follows from the organization need not be there. Collaborators come later. */
export const importedProjectSchema = z.extend(
  z.partial(projectSchema, { owner: true, ownerIsDeveloperProfile: true, isEnterpriseProject: true, tier: true }),
  { collaborators: z.array(z.unknown()) },
);
