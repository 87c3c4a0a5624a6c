import type * as z from 'zod/mini';

/** What a schema says about a place in a value. */
export type PlaceInSchema = {
  readonly isNullable: boolean;
  readonly isOptional: boolean;
  /** The format of a string, such as `datetime`. */
  readonly format?: string;
};

/**
 * What a schema says about each place along a path, the last one included. Shorter than the path if the schema does not
 * know a part.
 * @param path member names and list indices
 */
export const walkSchema = (schema: z.core.$ZodType, path: readonly PropertyKey[]): PlaceInSchema[] => {
  const places: PlaceInSchema[] = [];
  let current: z.core.$ZodType | undefined = schema;
  for (const part of path) {
    current = memberOf(unwrap(current).inner, String(part));
    if (current === undefined) break;
    const { inner, ...place } = unwrap(current);
    const format = formatOf(inner);
    places.push({ ...place, ...(format === undefined ? {} : { format }) });
  }
  return places;
};

const memberOf = (schema: z.core.$ZodType, name: string): z.core.$ZodType | undefined => {
  // zod's public way to tell its schemas apart: https://zod.dev/library-authors
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object') return Object.hasOwn(def.shape, name) ? def.shape[name] : undefined;
  return def.type === 'array' ? def.element : undefined;
};

const unwrap = (schema: z.core.$ZodType): PlaceInSchema & { readonly inner: z.core.$ZodType } => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'optional' && def.type !== 'nullable')
    return { inner: schema, isNullable: false, isOptional: false };
  const { inner, isNullable, isOptional } = unwrap(def.innerType);
  return {
    inner,
    isNullable: isNullable || def.type === 'nullable',
    isOptional: isOptional || def.type === 'optional',
  };
};

const formatOf = (schema: z.core.$ZodType): string | undefined => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'string' && 'format' in def ? String(def.format) : undefined;
};

const dateFields = new WeakMap<z.ZodMiniObject, readonly string[]>();

/** The names of an object's date-time fields. */
export const dateFieldsOf = (schema: z.ZodMiniObject): readonly string[] => {
  const known = dateFields.get(schema);
  if (known !== undefined) return known;
  const fields = Object.entries(schema.shape).filter(([, field]) => formatOf(unwrap(field).inner) === 'datetime');
  const names = fields.map(([name]) => name);
  dateFields.set(schema, names);
  return names;
};
