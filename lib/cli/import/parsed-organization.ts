import type { Draft } from './draft.ts';

/** Where an organization stands in the input: its byte offsets, the line it begins on (from 1) and its place (from 0). */
type Span = { readonly start: number; readonly end: number; readonly line: number; readonly index: number };

export type ParsedOrganization = { readonly draft: Draft; readonly span: Span };

/** What an answer says of itself beside its organizations. */
export type Ending = { readonly success: unknown; readonly error: unknown; readonly hasOrganizations: boolean };
