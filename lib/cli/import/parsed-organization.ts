import type { Draft } from './draft.ts';

/**
 * The position of an organization in the input: byte offsets, the line where it begins (from 1) and its index (from 0).
 */
type Span = { readonly start: number; readonly end: number; readonly line: number; readonly index: number };

export type ParsedOrganization = { readonly draft: Draft; readonly span: Span };

/** The members of an answer apart from its organizations. */
export type Ending = { readonly success: unknown; readonly error: unknown; readonly hasOrganizations: boolean };
