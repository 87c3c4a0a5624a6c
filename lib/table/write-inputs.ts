import type { DeleteItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { type Table, toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { conditionOf, createPlaceholders, type Expected } from './expressions.ts';
import type { ItemKey } from './keys.ts';
import { PARTITION_KEY } from './schema.ts';

/** A change of single attributes, on a condition. */
export type Change = {
  readonly set?: Attributes;
  readonly remove?: readonly string[];
  /**
   * Lists and maps are not compared alike everywhere, so only single values belong here. It must name something that only an
   * existing item has, unless the change may make a new item.
   */
  readonly expected: Expected;
};

/** Puts an item where there is none. */
export const createInput = (table: Table, item: Attributes) =>
  ({
    TableName: table.name,
    Item: item,
    ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
  }) satisfies PutItemCommandInput;

/** Changes single attributes of an item and leaves its others alone. */
export const updateInput = (table: Table, key: ItemKey, { set = {}, remove = [], expected }: Change) => {
  const placeholders = createPlaceholders();
  const assignments = Object.entries(set).map(
    ([name, value]) => `${placeholders.name(name)} = ${placeholders.value(value)}`,
  );
  const update = [
    ...(assignments.length === 0 ? [] : [`SET ${assignments.join(', ')}`]),
    ...(remove.length === 0 ? [] : [`REMOVE ${remove.map(placeholders.name).join(', ')}`]),
  ];
  return {
    TableName: table.name,
    Key: toAttributes(key),
    UpdateExpression: update.join(' '),
    ConditionExpression: conditionOf(expected, placeholders),
    ...placeholders.given(),
  } satisfies UpdateItemCommandInput;
};

/** Puts an item in the place of one that has to be as expected. */
export const replaceInput = (table: Table, item: Attributes, expected: Expected) => {
  const placeholders = createPlaceholders();
  return {
    TableName: table.name,
    Item: item,
    ConditionExpression: conditionOf(expected, placeholders),
    ...placeholders.given(),
  } satisfies PutItemCommandInput;
};

/** What is taken out of an item: elements of a list of maps, and attributes. There must be something to take out. */
export type Removal = {
  readonly list: string;
  /** The elements' positions in the list. */
  readonly positions: readonly number[];
  /** What each of these elements must hold, so that the right ones are removed from a list that others changed meanwhile. */
  readonly element: { readonly name: string; readonly value: Attributes[string] };
  readonly remove: readonly string[];
  readonly expected: Expected;
};

export const removalInput = (
  table: Table,
  key: ItemKey,
  { list, positions, element, remove, expected }: Removal,
): UpdateItemCommandInput => {
  const placeholders = createPlaceholders();
  // The last one first: the embedded table moves the rest of the list up after each
  const elements = positions.toSorted((one, other) => other - one).map((at) => `${placeholders.name(list)}[${at}]`);
  const conditions = elements.map(
    (path) => `${path}.${placeholders.name(element.name)} = ${placeholders.value(element.value)}`,
  );
  return {
    TableName: table.name,
    Key: toAttributes(key),
    UpdateExpression: `REMOVE ${[...elements, ...remove.map(placeholders.name)].join(', ')}`,
    ConditionExpression: [conditionOf(expected, placeholders), ...conditions]
      .filter((text) => text !== '')
      .join(' AND '),
    ...placeholders.given(),
  };
};

/** Names an item that has to be as expected: to be deleted, or to be checked. */
export const conditionInput = (table: Table, key: ItemKey, expected: Expected) => {
  const placeholders = createPlaceholders();
  const condition = conditionOf(expected, placeholders);
  return {
    TableName: table.name,
    Key: toAttributes(key),
    ...(condition === '' ? {} : { ConditionExpression: condition, ...placeholders.given() }),
  } satisfies DeleteItemCommandInput;
};
