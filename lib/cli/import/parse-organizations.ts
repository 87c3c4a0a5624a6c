import { TokenizerError, TokenParser, TokenParserError, TokenType } from '@streamparser/json';
import { BrokenJsonError } from './broken-json-error.ts';
import { OrganizationDrafter } from './draft-organization.ts';
import { ExactTokenizer } from './exact-tokenizer.ts';
import type { ReadingOptions } from './examiner.ts';
import { createLineCounter } from './line-counter.ts';
import type { Ending, ParsedOrganization } from './parsed-organization.ts';
import { Utf8Repair } from './utf8-repair.ts';

/** How many levels deep an organization may be nested. DynamoDB stores at most 32. */
const MAX_DEPTH = 64;

/** How many levels the members of a project are below the organization. */
const PROJECT_LEVEL = 3;

export type OrganizationsParser = {
  /** @throws BrokenJsonError */
  readonly write: (bytes: Uint8Array) => void;
  /** The organizations completed since the last call, including those before invalid JSON. */
  readonly take: () => ParsedOrganization[];
  /** @throws BrokenJsonError if the text is incomplete */
  readonly end: () => Ending;
  /** The byte offset at which the current organization begins; undefined between two organizations. */
  readonly openSince: () => number | undefined;
};

/**
 * Parses a text chunk by chunk. Of the current organization, users and projects are held as items to store; completed
 * organizations are held until they are taken. As long as the text is JSON, anything wrong with an organization is a
 * fault of its draft.
 * @param root `answer`: organizations are elements of an answer's list; `organization`: the whole text is one
 * @param firstLine the number of the text's first line
 */
export const createOrganizationsParser = (
  root: 'answer' | 'organization',
  options: ReadingOptions,
  firstLine = 1,
): OrganizationsParser => {
  const prefix = root === 'answer' ? '$.organizations.*' : '$';
  /** How many objects and lists enclose an organization. */
  const level = root === 'answer' ? 2 : 0;
  const parser = new TokenParser({
    paths: [prefix, `${prefix}.users.*`, `${prefix}.projects.*`, '$.success', '$.error', '$.organizations'],
    keepStack: false,
  });
  const tokenizer = new ExactTokenizer();
  const repair = new Utf8Repair();
  const completed: ParsedOrganization[] = [];
  const lines = createLineCounter(firstLine);
  let ending: Ending = { success: undefined, error: undefined, hasOrganizations: false };
  let depth = 0;
  let closedAt = 0;
  let lastText: unknown;
  /** Whether the parser is inside the organization's list of users or projects. */
  let isInList = false;
  let drafter = new OrganizationDrafter(options);
  let open: { start: number; line: number } | undefined;
  /** Faults in the text of the current user or project. */
  let faults: string[] = [];

  const fail = (error: Error): never => {
    const isSyntax = error instanceof TokenizerError || error instanceof TokenParserError;
    throw isSyntax ? new BrokenJsonError(`not JSON in line ${lines.current()}`) : error;
  };
  tokenizer.onError = fail;
  parser.onError = fail;

  const addFault = (fault: string): void => {
    if (open === undefined || faults.length > 0) return;
    if (isInList) faults.push(fault);
    else drafter.refuse('', fault);
  };

  const moveFaults = (path: string): void => {
    for (const fault of faults) drafter.refuse(path, fault);
    faults = [];
  };

  tokenizer.onToken = (token) => {
    const isOpening = token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET;
    const isClosing = token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET;
    if (isOpening) {
      if (depth === level) open = { start: token.offset, line: lines.at(token.offset) };
      if (depth === level + 1) isInList = lastText === 'users' || lastText === 'projects';
      if (depth === level + PROJECT_LEVEL) tokenizer.isFreeForm = lastText === 'metadata';
      depth += 1;
    }
    const isTooDeep = depth > level + MAX_DEPTH;
    if (isClosing) {
      depth -= 1;
      if (depth === level + 1) isInList = false;
      if (depth === level + PROJECT_LEVEL) tokenizer.isFreeForm = false;
    }
    closedAt = token.offset + 1;
    if (token.token === TokenType.STRING) lastText = token.value;
    if (!isTooDeep) parser.write(token);
    else if (isOpening && depth === level + MAX_DEPTH + 1) {
      parser.write({ token: TokenType.NULL, value: null });
      addFault(`nested more than ${MAX_DEPTH} levels deep in line ${lines.at(token.offset)}`);
    }
  };

  parser.onValue = ({ value, key, parent, stack }) => {
    const inner = stack.length - level;
    if (root === 'answer' && stack.length === 1) {
      if (key === 'organizations') ending = { ...ending, hasOrganizations: Array.isArray(value) };
      else if (key === 'success' || key === 'error') ending = { ...ending, [key]: value };
    } else if (inner === 2 && Array.isArray(parent)) {
      drafter.setId(Object(stack.at(-1)?.value).id);
      const list = stack.at(-1)?.key === 'users' ? 'users' : 'projects';
      const path = `${list}[${key}]`;
      if (faults.length > 0) moveFaults(path);
      else if (list === 'users') drafter.addUser(value, path);
      else drafter.addProject(value, path);
      // The drafter has its items; otherwise the parser would keep the value until the organization is complete
      parent.length = 0;
    } else if (inner === 0 && (root === 'organization' || Array.isArray(parent))) {
      moveFaults('');
      const { start = closedAt, line: at = lines.at(closedAt) } = open ?? {};
      completed.push({
        draft: drafter.finish(value),
        span: { start, end: closedAt, line: at, index: Number(key ?? 0) },
      });
      drafter = new OrganizationDrafter(options);
      open = undefined;
      if (Array.isArray(parent)) parent.length = 0;
    }
  };

  const writePieces = (pieces: Iterable<{ readonly bytes: Uint8Array; readonly isRepaired: boolean }>): void => {
    for (const { bytes, isRepaired } of pieces) {
      lines.add(bytes);
      tokenizer.write(bytes);
      if (isRepaired) addFault(`not UTF-8 in line ${lines.at(Number.POSITIVE_INFINITY)}`);
    }
  };

  return {
    write: (bytes) => writePieces(repair.write(bytes)),
    take: () => completed.splice(0),
    end: () => {
      writePieces(repair.end());
      if (!parser.isEnded) throw new BrokenJsonError('it ends too early');
      return ending;
    },
    openSince: () => open?.start,
  };
};
