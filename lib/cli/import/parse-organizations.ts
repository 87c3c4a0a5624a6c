import { Tokenizer, TokenizerError, TokenParser, TokenParserError, TokenType } from '@streamparser/json';
import type { Draft } from './draft.ts';
import { OrganizationDrafter } from './draft-organization.ts';

/** Where an organization stands in the input: its byte offsets, the line it begins on (from 1) and its place (from 0). */
type Span = { readonly start: number; readonly end: number; readonly line: number; readonly index: number };

type ParsedOrganization = { readonly draft: Draft; readonly span: Span };

/** The text is not JSON, or ends too early. */
export class BrokenJsonError extends Error {
  override readonly name = 'BrokenJsonError';
}

/** What an answer says of itself beside its organizations. */
export type Ending = { readonly success: unknown; readonly error: unknown; readonly hasOrganizations: boolean };

export type OrganizationsParser = {
  /** @throws BrokenJsonError */
  readonly write: (bytes: Uint8Array) => void;
  /** The organizations that have been completed since this was called last; also those before what is no JSON. */
  readonly take: () => ParsedOrganization[];
  /** @throws BrokenJsonError when the text is not at its end */
  readonly end: () => Ending;
  /** Where the organization that is being read begins; undefined between two of them. */
  readonly openSince: () => number | undefined;
};

/**
 * Parses a text piece by piece. Of the organization that is being read, users and projects are kept as what would be
 * stored of them; nothing of the others is.
 * @param root where organizations stand: in an answer's list, or the whole text is one
 * @param line the text's first line's number
 */
export const createOrganizationsParser = (root: 'answer' | 'organization', line = 1): OrganizationsParser => {
  const prefix = root === 'answer' ? '$.organizations.*' : '$';
  /** How many objects and lists are open around an organization. */
  const level = root === 'answer' ? 2 : 0;
  const parser = new TokenParser({
    paths: [prefix, `${prefix}.users.*`, `${prefix}.projects.*`, '$.success', '$.error', '$.organizations'],
    keepStack: false,
  });
  const tokenizer = new Tokenizer();
  const completed: ParsedOrganization[] = [];
  const lines = createLineCounter(line);
  const ending: { success: unknown; error: unknown; hasOrganizations: boolean } = {
    success: undefined,
    error: undefined,
    hasOrganizations: false,
  };
  let depth = 0;
  let closedAt = 0;
  let drafter = new OrganizationDrafter();
  let open: { start: number; line: number } | undefined;

  const fail = (error: Error): never => {
    // what is thrown while a value is taken apart comes through here as well
    const isSyntax = error instanceof TokenizerError || error instanceof TokenParserError;
    throw isSyntax ? new BrokenJsonError(`not JSON in line ${lines.current()}`) : error;
  };
  tokenizer.onError = fail;
  parser.onError = fail;

  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) {
      if (depth === level) {
        open = { start: token.offset, line: lines.at(token.offset) };
      }
      depth += 1;
    }
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth -= 1;
    closedAt = token.offset + 1;
    parser.write(token);
  };

  parser.onValue = ({ value, key, parent, stack }) => {
    const inner = stack.length - level;
    if (root === 'answer' && stack.length === 1) {
      if (key === 'organizations') ending.hasOrganizations = Array.isArray(value);
      else if (key === 'success' || key === 'error') ending[key] = value;
    } else if (inner === 2 && Array.isArray(parent)) {
      drafter.learnId(Object(stack.at(-1)?.value).id);
      if (stack.at(-1)?.key === 'users') drafter.addUser(value, Number(key));
      else drafter.addProject(value, Number(key));
      // it has been taken apart; the parser would keep it until the organization is complete
      parent.length = 0;
    } else if (inner === 0 && (root === 'organization' || Array.isArray(parent))) {
      const { start = closedAt, line: at = lines.at(closedAt) } = open ?? {};
      completed.push({
        draft: drafter.finish(value),
        span: { start, end: closedAt, line: at, index: Number(key ?? 0) },
      });
      drafter = new OrganizationDrafter();
      open = undefined;
      if (Array.isArray(parent)) parent.length = 0;
    }
  };

  return {
    write: (bytes) => {
      lines.add(bytes);
      tokenizer.write(bytes);
    },
    take: () => completed.splice(0),
    end: () => {
      if (!parser.isEnded) throw new BrokenJsonError('it ends too early');
      return ending;
    },
    openSince: () => open?.start,
  };
};

const NEWLINE = 0x0a;

/** Lines by byte offset, for offsets of the bytes that were added last and never backwards. */
const createLineCounter = (first: number) => {
  let chunk: Uint8Array = new Uint8Array();
  let chunkStart = 0;
  let line = first;
  let counted = 0;
  const at = (offset: number): number => {
    for (;;) {
      const next = chunk.indexOf(NEWLINE, counted);
      if (next === -1 || chunkStart + next >= offset) return line;
      line += 1;
      counted = next + 1;
    }
  };
  return {
    at,
    /** The line of the last byte. */
    current: () => line,
    add: (bytes: Uint8Array): void => {
      at(Number.POSITIVE_INFINITY);
      chunkStart += chunk.length;
      chunk = bytes;
      counted = 0;
    },
  };
};
