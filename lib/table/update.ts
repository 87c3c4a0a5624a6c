/** Writes of single items that hold only if nobody else has written in between. */
import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { callTable, REPORT_CONSUMPTION, type ReadOptions, type Table, toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';
import { getItem } from './get.ts';
import type { ItemKey } from './keys.ts';
import { PARTITION_KEY } from './schema.ts';

/** Attributes as they were read; undefined for one that was absent. */
type Known = Readonly<{ [name: string]: Attributes[string] | undefined }>;

export type Change = {
  readonly set?: Attributes;
  readonly remove?: readonly string[];
};

/** How often a change is decided anew because somebody else has written in between. */
const CHANGE_ATTEMPTS = 10;

/**
 * Changes attributes of an item in place; the others are left to whoever writes them.
 * @param known what must still hold, besides that the item exists: an item that is gone is never brought back
 * @returns whether it held; if not, nothing was written
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const updateItem = async (
  table: Table,
  key: ItemKey,
  { set = {}, remove = [] }: Change,
  known: Known,
  options: ReadOptions = {},
): Promise<boolean> => {
  const terms = createTerms();
  const setting = Object.entries(set).map(([name, value]) => `${terms.name(name)} = ${terms.value(value)}`);
  const removing = remove.map(terms.name);
  const condition = conditionOf(known, terms);
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: toAttributes(key),
    UpdateExpression: [
      ...(setting.length > 0 ? [`SET ${setting.join(', ')}`] : []),
      ...(removing.length > 0 ? [`REMOVE ${removing.join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: condition,
    ...terms.input(),
    ...REPORT_CONSUMPTION,
  });
  return isMet(() => callTable(table, (http) => table.client.send(command, http), options));
};

/** Deletes an item; otherwise as {@link updateItem}. */
export const deleteItem = async (table: Table, key: ItemKey, known: Known): Promise<boolean> => {
  const terms = createTerms();
  const condition = conditionOf(known, terms);
  const command = new DeleteItemCommand({
    TableName: table.name,
    Key: toAttributes(key),
    ConditionExpression: condition,
    ...terms.input(),
    ...REPORT_CONSUMPTION,
  });
  return isMet(() => callTable(table, (http) => table.client.send(command, http), {}));
};

/**
 * Puts an item where there is none.
 * @returns whether the item is there now and is this one; if not, there was another
 * @throws TableUnavailableError, TableRefusedError
 */
export const putNewItem = async (table: Table, key: ItemKey, item: Attributes): Promise<boolean> => {
  const command = new PutItemCommand({
    TableName: table.name,
    Item: item,
    ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
    ...REPORT_CONSUMPTION,
  });
  const isPut = await isMet(() => callTable(table, (http) => table.client.send(command, http), {}));
  // an attempt whose answer was lost has put it, and the next one met it
  return isPut || isDeepStrictEqual(await getItem(table, key), item);
};

/**
 * Reads an item, strongly consistent, decides on a change and makes it; if somebody else has written in between, it reads
 * and decides again.
 * @param decide gives the change, or undefined where none is needed, and may throw what refuses it. What it returns holds
 *   together with the attributes that it changes and those that `restsOn` names, or not at all
 * @returns whether anything was changed
 * @throws TableUnavailableError, TableRefusedError, and whatever `decide` throws
 */
export const changeItem = async (
  table: Table,
  key: ItemKey,
  decide: (item: Attributes | undefined) => (Change & { readonly restsOn?: readonly string[] }) | undefined,
): Promise<boolean> => {
  for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt++) {
    const item = await getItem(table, key);
    const change = decide(item);
    if (change === undefined) return false;
    const names = [...Object.keys(change.set ?? {}), ...(change.remove ?? []), ...(change.restsOn ?? [])];
    const known = Object.fromEntries(names.map((name) => [name, item?.[name]]));
    if (await updateItem(table, key, change, known)) return true;
  }
  throw new TableUnavailableError(`an item was changed by others ${CHANGE_ATTEMPTS} times`);
};

const isMet = async (write: () => Promise<unknown>): Promise<boolean> => {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof Error && error.cause instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

type Terms = ReturnType<typeof createTerms>;

/** Placeholders for an expression's names, some of which are words of DynamoDB's own, and for its values. */
const createTerms = () => {
  const names: Record<string, string> = {};
  const values: Record<string, Attributes[string]> = {};
  return {
    name: (name: string): string => {
      const term = `#n${Object.keys(names).length}`;
      names[term] = name;
      return term;
    },
    value: (value: Attributes[string]): string => {
      const term = `:v${Object.keys(values).length}`;
      values[term] = value;
      return term;
    },
    input: () => ({
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    }),
  };
};

const conditionOf = (known: Known, terms: Terms): string =>
  [
    `attribute_exists(${PARTITION_KEY})`,
    ...Object.entries(known).map(([name, value]) =>
      value === undefined ? `attribute_not_exists(${terms.name(name)})` : `${terms.name(name)} = ${terms.value(value)}`,
    ),
  ].join(' AND ');
