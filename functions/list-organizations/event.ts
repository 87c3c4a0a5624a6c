import * as z from 'zod/mini';
import { fromAuthorizerContext, type Principal } from '../../lib/auth/principal.ts';
import { BadParameterError } from '../../lib/http/error-response.ts';

/** The part of API Gateway's proxy event that this function looks at. Emulators leave some of it out or null. */
const eventSchema = z.object({
  headers: z.nullish(z.record(z.string(), z.string())),
  queryStringParameters: z.nullish(z.object({ projects: z.optional(z.string()) })),
  multiValueQueryStringParameters: z.nullish(z.object({ projects: z.optional(z.array(z.string())) })),
  requestContext: z.object({ authorizer: z.unknown(), requestId: z.optional(z.string()) }),
});

type Event = z.infer<typeof eventSchema>;

/** Who asks, and for what. */
export type ListOrganizationsRequest = { readonly principal: Principal; readonly withProjects: boolean };

/**
 * @throws BadParameterError for a parameter that the contract refuses
 * @throws z.core.$ZodError for an event that no authorizer has passed
 */
export const parseRequest = (event: unknown): ListOrganizationsRequest => {
  const parsed = z.parse(eventSchema, event);
  return {
    principal: fromAuthorizerContext(parsed.requestContext.authorizer),
    withProjects: parseProjects(parsed),
  };
};

const parseProjects = (event: Event): boolean => {
  const [value = 'true', ...others] = event.multiValueQueryStringParameters?.projects ?? [
    event.queryStringParameters?.projects,
  ];
  if (others.length > 0) throw new BadParameterError('The parameter projects is given more than once');
  if (value !== 'true' && value !== 'false') {
    throw new BadParameterError('The parameter projects accepts the values true and false only');
  }
  return value === 'true';
};

const headersSchema = z.catch(z.object({ headers: z.nullish(z.record(z.string(), z.string())) }), { headers: null });

/** A header's value by its lower-case name. It reads any event, since an error's answer has headers, too. */
export const headerOf = (event: unknown, name: string): string | undefined =>
  Object.entries(z.parse(headersSchema, event).headers ?? {}).find(([header]) => header.toLowerCase() === name)?.[1];
