import * as z from 'zod/mini';

const eventSchema = z.catch(z.object({ headers: z.nullish(z.record(z.string(), z.string())) }), { headers: null });

/** A header's value by its lower-case name; undefined if the event does not have it, or is malformed. */
export const headerOf = (event: unknown, name: string): string | undefined =>
  Object.entries(z.parse(eventSchema, event).headers ?? {}).find(([header]) => header.toLowerCase() === name)?.[1];
