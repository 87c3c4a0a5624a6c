import type { Attributes } from '../../lib/table/decode.ts';
import type { Reaction, TableRequest } from './table-proxy.ts';

const textOf = (attributes: unknown, name: string): string => {
  const value = Object(Object(attributes)[name]).S;
  return typeof value === 'string' ? value : '';
};

/** Answers for a table of few items, without any table: Query by partition and GetItem, BatchGetItem by key. */
export const answerFrom = (items: readonly Attributes[]) => {
  const byKey = (key: unknown) =>
    items.find(({ PK, SK }) => PK?.S === textOf(key, 'PK') && SK?.S === textOf(key, 'SK'));
  return ({ operation, input }: TableRequest): Reaction => {
    const answer = (body: object): Reaction => ({ status: 200, body: JSON.stringify(body) });
    if (operation === 'GetItem') return answer({ Item: byKey(input['Key']), ConsumedCapacity: { CapacityUnits: 1 } });
    if (operation === 'Query') {
      const values = input['ExpressionAttributeValues'];
      const found = input['IndexName']
        ? items.filter((item) => item['GSI1PK']?.S === textOf(values, ':user'))
        : items.filter(
            ({ PK, SK }) => PK?.S === textOf(values, ':organization') && !isBeyond(SK?.S, textOf(values, ':projects')),
          );
      return answer({ Items: found.toSorted(bySortKey), ConsumedCapacity: { CapacityUnits: 0.5 } });
    }
    const [[table = '', request] = []] = Object.entries(Object(input['RequestItems']));
    const found = Object(request).Keys.map(byKey).filter(Boolean);
    return answer({ Responses: { [table]: found }, ConsumedCapacity: [{ CapacityUnits: 1 }] });
  };
};

const isBeyond = (sortKey: string | undefined, limit: string): boolean => limit !== '' && (sortKey ?? '') >= limit;

const bySortKey = (a: Attributes, b: Attributes): number => ((a['SK']?.S ?? '') < (b['SK']?.S ?? '') ? -1 : 1);
