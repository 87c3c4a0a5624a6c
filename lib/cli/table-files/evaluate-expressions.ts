/** The expressions that lib/table writes, and no others: whatever is not understood is an error. */
import { isDeepStrictEqual } from 'node:util';
import type { Attributes } from '../../table/decode.ts';

/** The names and values of expressions by their placeholders. */
export type Given = {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
};

const fail = (expression: string): never => {
  throw new TypeError(`a table on disk does not understand: ${expression}`);
};

const nameFor = (text: string, { ExpressionAttributeNames = {} }: Given): string =>
  text.startsWith('#') ? (ExpressionAttributeNames[text] ?? fail(text)) : text;

const valueFor = (text: string, { ExpressionAttributeValues = {} }: Given): Attributes[string] =>
  ExpressionAttributeValues[text] ?? fail(text);

const ABSENT = /^attribute_not_exists\((\S+)\)$/;
const COMPARISON = /^(\S+) (=|<) (:\w+)$/;

/** A comparison of a key condition or a filter. */
export type Comparison = { readonly name: string; readonly operator: string; readonly value: string };

/** The comparisons of an expression, all of which must hold; values are strings. */
export const parseComparisons = (expression: string, given: Given): Comparison[] =>
  expression.split(' AND ').map((part) => {
    const [, name, operator, value] = COMPARISON.exec(part) ?? fail(expression);
    const text = valueFor(value ?? '', given).S ?? fail(expression);
    return { name: nameFor(name ?? '', given), operator: operator ?? '', value: text };
  });

/** Whether an item is as a condition says. An absent condition always holds. */
export const holds = (condition: string | undefined, item: Attributes | undefined, given: Given): boolean =>
  (condition === undefined || condition === '' ? [] : condition.split(' AND ')).every((part) => {
    const [, absent] = ABSENT.exec(part) ?? [];
    if (absent !== undefined) return item?.[nameFor(absent, given)] === undefined;
    const [, name = '', operator, value = ''] = COMPARISON.exec(part) ?? fail(part);
    if (operator !== '=') return fail(part);
    return isDeepStrictEqual(item?.[nameFor(name, given)], valueFor(value, given));
  });

const UPDATE = /^(?:SET (?<set>.+?))?(?:(?:^| )REMOVE (?<remove>.+))?$/;

/** An item after an update expression. */
export const update = (item: Attributes, expression: string, given: Given): Attributes => {
  const { set, remove } = UPDATE.exec(expression)?.groups ?? fail(expression);
  const removed = new Set(remove?.split(', ').map((name) => nameFor(name, given)));
  const kept = Object.entries(item).filter(([name]) => !removed.has(name));
  const assigned = (set?.split(', ') ?? []).map((part) => {
    const [, name = '', operator, value = ''] = COMPARISON.exec(part) ?? fail(expression);
    return operator === '=' ? ([nameFor(name, given), valueFor(value, given)] as const) : fail(expression);
  });
  return { ...Object.fromEntries(kept), ...Object.fromEntries(assigned) };
};
