import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';

/** A table that is read as it is, and never written: each write is answered by success. */
export type CapturedTable = {
  readonly table: Table;
  /** Each write request, in the order they were sent: its parts, more than one in a transaction. */
  readonly writes: readonly (readonly string[])[];
};

/** @param table what is read */
export const captureWrites = ({ client, name }: Table): CapturedTable => {
  const writes: string[][] = [];
  const send = (command: unknown, ...rest: readonly object[]) => {
    const parts = partsOf(command);
    if (parts === undefined) {
      return client.send(...([command, ...rest] as unknown as Parameters<DynamoDBClient['send']>)); // as it came
    }
    writes.push(parts.map(describePart));
    return { ConsumedCapacity: {} };
  };
  const captured: DynamoDBClient = Object.create(client, { send: { value: send } });
  return { table: { client: captured, name }, writes };
};

/** Undefined for a command that reads. @throws Error for writes without conditions */
const partsOf = (command: unknown): readonly TransactWriteItem[] | undefined => {
  if (command instanceof TransactWriteItemsCommand) return command.input.TransactItems ?? [];
  if (command instanceof PutItemCommand) return [{ Put: command.input }];
  if (command instanceof UpdateItemCommand) {
    return [{ Update: { UpdateExpression: undefined, ...command.input } }];
  }
  if (command instanceof DeleteItemCommand) return [{ Delete: command.input }];
  if (command instanceof BatchWriteItemCommand) throw new Error('a batch has no conditions');
  return undefined;
};

/** Such as `Update ORG 1 if it exists, name = "Acme", no deletedDate`. */
const describePart = ({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): string => {
  if (Put !== undefined) return `Put ${nameOf(Put.Item)}${conditionOf(Put, Put.Item)}`;
  if (Update !== undefined) return `Update ${nameOf(Update.Key)}${conditionOf(Update, Update.Key)}`;
  if (Delete !== undefined) return `Delete ${nameOf(Delete.Key)}${conditionOf(Delete, Delete.Key)}`;
  return `Check ${nameOf(ConditionCheck?.Key)}${conditionOf(ConditionCheck, ConditionCheck?.Key)}`;
};

/** The kind of the item, and its id where the key has one: members and projects by their own, without the organization's. */
const nameOf = (key: Attributes = {}): string => {
  const { PK, SK } = key;
  const ownKey = SK?.S?.includes('#') === true ? SK.S : (PK?.S ?? '');
  const [, kind = ownKey, id] = /^(\w+)#0*(\d+)$/.exec(ownKey) ?? [];
  return id === undefined ? kind.replace(/#.*/, '') : `${kind} ${id}`;
};

type Condition = {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
};

const conditionOf = (
  { ConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Condition = {},
  key: Attributes = {},
): string => {
  if (ConditionExpression === '') return ' whatever it is';
  const names = new Map(Object.entries(ExpressionAttributeNames));
  const values = new Map(Object.entries(ExpressionAttributeValues));
  const terms = ConditionExpression.split(' AND ').map((term) =>
    term
      .replace(/#\w+/g, (placeholder) => names.get(placeholder) ?? placeholder)
      .replace(/:\w+/g, (placeholder) => textOf(values.get(placeholder)))
      .replace(/^attribute_not_exists\((.+)\)$/, 'no $1'),
  );
  const exists = `PK = ${textOf(key['PK'])}`;
  return ` if ${terms.map((term) => (term === exists ? 'it exists' : term === 'no PK' ? 'it is new' : term)).join(', ')}`;
};

const textOf = (value: Attributes[string] | undefined): string => {
  if (value?.S !== undefined) return JSON.stringify(value.S);
  return value?.N ?? (value?.NULL === true ? 'null' : JSON.stringify(value));
};
