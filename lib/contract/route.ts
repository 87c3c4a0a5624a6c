/** Where the operation is. The stack, the functions and the OpenAPI document share it. */

/** The deployed stage. Its name is part of every default URL, which is how `/v1` comes into the path. */
export const STAGE = 'v1';

/** The resource below the stage, a segment each: `/v1/api/organizations`. */
export const PATH = ['api', 'organizations'] as const;
