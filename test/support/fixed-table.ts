import type { Attributes } from '../../lib/table/decode.ts';
import type { Reaction, TableRequest } from './table-proxy.ts';

const textOf = (attributes: unknown, name: string): string => {
  const value = Object(Object(attributes)[name]).S;
  return typeof value === 'string' ? value : '';
};

/**
 * Answers for a table of few items, without any table: Query by partition and GetItem, BatchGetItem by key.
 * @param pageSize how many items a page of a Query has
 */
export const answerFrom = (items: readonly Attributes[], pageSize = Number.POSITIVE_INFINITY) => {
  const byKey = (key: unknown) =>
    items.find(({ PK, SK }) => PK?.S === textOf(key, 'PK') && SK?.S === textOf(key, 'SK'));
  return ({ operation, input }: TableRequest): Reaction => {
    const answer = (body: object): Reaction => ({ status: 200, body: JSON.stringify(body) });
    if (operation === 'GetItem') return answer({ Item: byKey(input['Key']), ConsumedCapacity: { CapacityUnits: 1 } });
    if (operation === 'Query')
      return answer({ ...query(items, input, pageSize), ConsumedCapacity: { CapacityUnits: 0.5 } });
    const [[table = '', request] = []] = Object.entries(Object(input['RequestItems']));
    const found = Object(request).Keys.map(byKey).filter(Boolean);
    return answer({ Responses: { [table]: found }, ConsumedCapacity: [{ CapacityUnits: 1 }] });
  };
};

const query = (items: readonly Attributes[], input: TableRequest['input'], pageSize: number) => {
  const values = input['ExpressionAttributeValues'];
  const [partition, sort, value] = input['IndexName']
    ? ['GSI1PK', 'GSI1SK', ':partition']
    : ['PK', 'SK', ':organization'];
  const start = textOf(input['ExclusiveStartKey'], sort);
  const rest = items
    .filter((item) => textOf(item, partition) === textOf(values, value))
    .filter((item) => isWanted(textOf(item, sort), values) && textOf(item, sort) > start)
    .toSorted((a, b) => (textOf(a, sort) < textOf(b, sort) ? -1 : 1));
  const page = rest.slice(0, Math.min(pageSize, Number(input['Limit'] ?? pageSize)));
  const last = page.at(-1);
  return { Items: page, ...(rest.length > page.length && last !== undefined ? { LastEvaluatedKey: keyOf(last) } : {}) };
};

const keyOf = (item: Attributes) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => ['PK', 'SK', 'GSI1PK', 'GSI1SK'].includes(name)));

const isWanted = (sortKey: string, values: unknown): boolean => {
  const [below, from, to] = [':projects', ':from', ':to'].map((name) => textOf(values, name));
  return (below === '' || sortKey < `${below}`) && sortKey >= `${from}` && (to === '' || sortKey <= `${to}`);
};
