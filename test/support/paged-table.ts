import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';

/** Stands in the key of an empty page, and tells it from the page that follows. */
const EMPTY_PAGE = 'emptyPage';

export type PagedTable = {
  readonly table: Table;
  /** What was asked: operation, what of, consistency, and the attributes that were wanted. Each kind once, sorted. */
  readonly requests: () => string[];
  /** How many pages a query or scan went on after. */
  readonly furtherPages: () => number;
};

/**
 * A table as DynamoDB may answer: a page has few items, an empty page follows each that is not the last, and a batch leaves
 * its last key unprocessed. The embedded table gives up to 3.7 MB as one page, and never leaves a key.
 */
export const pagedTable = ({ client, name }: Table, pageSize = 2): PagedTable => {
  const requests = new Set<string>();
  let furtherPages = 0;

  const readPage = async (command: QueryCommand | ScanCommand) => {
    const startKey = command.input.ExclusiveStartKey;
    if (startKey !== undefined) furtherPages += 1;
    if (startKey !== undefined && !(EMPTY_PAGE in startKey)) {
      const key: Attributes = { ...startKey, [EMPTY_PAGE]: { S: 'yes' } };
      return { Items: [], LastEvaluatedKey: key, ConsumedCapacity: { CapacityUnits: 0.5 } };
    }
    const { [EMPTY_PAGE]: _, ...key } = startKey ?? {};
    const input = { ...command.input, Limit: pageSize, ExclusiveStartKey: startKey === undefined ? undefined : key };
    return client.send(command instanceof QueryCommand ? new QueryCommand(input) : new ScanCommand(input));
  };

  const readBatch = async (command: BatchGetItemCommand) => {
    const { Keys = [], ...rest } = command.input.RequestItems?.[name] ?? {};
    const [last, ...others] = Keys.toReversed();
    if (last === undefined || others.length === 0) return client.send(command);
    const output = await client.send(
      new BatchGetItemCommand({ ...command.input, RequestItems: { [name]: { ...rest, Keys: others } } }),
    );
    return { ...output, UnprocessedKeys: { [name]: { Keys: [last] } } };
  };

  const send = (command: unknown, ...rest: readonly object[]) => {
    requests.add(describeRequest(command, name));
    if (command instanceof QueryCommand || command instanceof ScanCommand) return readPage(command);
    if (command instanceof BatchGetItemCommand) return readBatch(command);
    return client.send(...([command, ...rest] as unknown as Parameters<DynamoDBClient['send']>)); // as it came
  };
  const paged: DynamoDBClient = Object.create(client, { send: { value: send } });
  return {
    table: { client: paged, name },
    requests: () => [...requests].sort(),
    furtherPages: () => furtherPages,
  };
};

const sortKindOf = (key: unknown): string => String(Object(Object(key).SK).S).replace(/#.*/, '');

/** The comparison in front of a value, if the condition looks for what is before or after it. */
const comparisonWith = (value: string, condition = ''): string => {
  const [, sign] = new RegExp(`([<>]=?) ${value}\\b`).exec(condition) ?? [];
  return sign === undefined ? '' : `${sign} `;
};

const describeRequest = (command: unknown, name: string): string => {
  const consistency = (input: { readonly ConsistentRead?: boolean | undefined }) =>
    input.ConsistentRead === true ? 'consistent' : 'eventual';
  const wanted = ({ ProjectionExpression: projection }: { readonly ProjectionExpression?: string | undefined }) =>
    projection === undefined ? '' : ` only ${projection}`;
  if (command instanceof GetItemCommand) return `Get ${sortKindOf(command.input.Key)} ${consistency(command.input)}`;
  if (command instanceof QueryCommand) {
    const { input } = command;
    const of = input.IndexName ?? 'table';
    const keys = Object.entries(input.ExpressionAttributeValues ?? {}).map(([value, { S = '' }]) => {
      const kind = S.replace(/#.*/, '').replace(/^\d.*/, 'time');
      return `${comparisonWith(value, input.KeyConditionExpression)}${kind}`;
    });
    return `Query ${of} ${keys.join(' ')} ${consistency(input)}${wanted(input)}`;
  }
  if (command instanceof ScanCommand) {
    const [sortKey] = Object.values(command.input.ExpressionAttributeValues ?? {});
    return `Scan ${sortKey?.S ?? 'everything'} ${consistency(command.input)}${wanted(command.input)}`;
  }
  if (command instanceof BatchGetItemCommand) {
    const request = command.input.RequestItems?.[name];
    const kinds = new Set(request?.Keys?.map(sortKindOf));
    return `Batch ${[...kinds].join(' ')} ${consistency(Object(request))}${wanted(Object(request))}`;
  }
  return Object(command).constructor.name.replace('Command', '');
};
