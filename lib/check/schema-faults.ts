import * as z from 'zod/mini';
import { type Attributes, BrokenAttributeError, compileDecoder } from '../table/decode.ts';
import {
  apiKeyItemSchema,
  identityItemSchema,
  memberItemSchema,
  organizationItemSchema,
  projectItemSchema,
  userAccountSchema,
  userProfileSchema,
} from '../table/items.ts';
import type { RecognizedItem } from './recognize-item.ts';

/** An attribute that breaks its schema, by the schema's path, and what it should be. */
export type SchemaFault = { readonly attribute: string; readonly reason: string };

/** Finds every attribute that breaks the schema; decoding the whole item would only find the first. */
const faultFinder = (schema: z.ZodMiniObject) => {
  const decoders = Object.entries(schema.shape).map(([name, field]) => compileDecoder(z.object({ [name]: field })));
  return (item: Attributes): SchemaFault[] =>
    decoders.flatMap((decode) => {
      try {
        decode(item);
        return [];
      } catch (error) {
        if (!(error instanceof BrokenAttributeError)) throw error;
        return [{ attribute: error.path, reason: `is not ${error.expected}` }];
      }
    });
};

const FAULT_FINDERS: Readonly<Record<RecognizedItem['kind'], (item: Attributes) => SchemaFault[]>> = {
  organization: faultFinder(organizationItemSchema),
  member: faultFinder(memberItemSchema),
  project: faultFinder(projectItemSchema),
  user: faultFinder(z.extend(userProfileSchema, userAccountSchema.shape)),
  apiKey: faultFinder(apiKeyItemSchema),
  identity: faultFinder(identityItemSchema),
};

/** The attributes of an item that break its schema, in the schema's order. Attributes that no schema names are fine. */
export const schemaFaultsOf = (kind: RecognizedItem['kind'], item: Attributes): SchemaFault[] =>
  FAULT_FINDERS[kind](item);
