import * as z from 'zod/mini';
import { fromAuthorizerContext, type Principal } from '../../lib/auth/principal.ts';
import { BadParameterError } from '../../lib/http/error-response.ts';

/** The used part of API Gateway's proxy event. Emulators omit some of it or send null. */
const eventSchema = z.object({
  queryStringParameters: z.nullish(z.looseObject({ projects: z.optional(z.string()) })),
  multiValueQueryStringParameters: z.nullish(z.looseObject({ projects: z.optional(z.array(z.string())) })),
  requestContext: z.object({ authorizer: z.unknown() }),
});

type Event = z.infer<typeof eventSchema>;

/** The caller, and what the caller asks for. */
export type ListOrganizationsRequest = { readonly principal: Principal; readonly withProjects: boolean };

/**
 * Parses an event.
 * @throws BadParameterError for a parameter that the contract refuses
 * @throws z.core.$ZodError for an event that did not pass the authorizer
 */
export const parseRequest = (event: unknown): ListOrganizationsRequest => {
  const parsed = z.parse(eventSchema, event);
  return {
    principal: fromAuthorizerContext(parsed.requestContext.authorizer),
    withProjects: parseProjects(parsed),
  };
};

const ACCEPTED = 'accepts the values true and false only';

const parseProjects = ({ queryStringParameters, multiValueQueryStringParameters }: Event): boolean => {
  const names = Object.keys({ ...queryStringParameters, ...multiValueQueryStringParameters });
  const misspelt = names.find(isProjectsMisspelt);
  if (misspelt !== undefined) {
    throw new BadParameterError(`The parameter ${misspelt} is not known. The parameter projects ${ACCEPTED}`);
  }
  const [value = 'true', ...others] = multiValueQueryStringParameters?.projects ?? [queryStringParameters?.projects];
  if (others.length > 0) throw new BadParameterError('The parameter projects is given more than once');
  if (value !== 'true' && value !== 'false') throw new BadParameterError(`The parameter projects ${ACCEPTED}`);
  return value === 'true';
};

/**
 * Whether the name is a variant of `projects`, in another case or with brackets as libraries write lists. If it were
 * ignored like other unknown names, the answer would include projects against the caller's intention.
 */
const isProjectsMisspelt = (name: string): boolean => name !== 'projects' && /^\[?projects\]?(\[.*)?$/is.test(name);
