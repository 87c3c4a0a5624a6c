import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The condition on an item for it to be changed: attributes by name; undefined for an attribute that must be absent. */
export type Expected = Readonly<Record<string, AttributeValue | undefined>>;

/** The condition expression; empty when nothing is expected. */
export const conditionOf = (expected: Expected, placeholders: Placeholders): string =>
  Object.entries(expected)
    .map(([name, value]) =>
      value === undefined
        ? `attribute_not_exists(${placeholders.name(name)})`
        : `${placeholders.name(name)} = ${placeholders.value(value)}`,
    )
    .join(' AND ');

/** See {@link createPlaceholders}. */
export type Placeholders = ReturnType<typeof createPlaceholders>;

/** Placeholders for the names and values in expressions: many names are reserved words of DynamoDB. */
export const createPlaceholders = () => {
  const names = new Map<string, string>();
  const values: AttributeValue[] = [];
  return {
    name: (name: string): string => {
      const placeholder = names.get(name) ?? `#n${names.size}`;
      names.set(name, placeholder);
      return placeholder;
    },
    value: (value: AttributeValue): string => `:v${values.push(value) - 1}`,
    given: () => ({
      ExpressionAttributeNames: Object.fromEntries([...names].map(([name, placeholder]) => [placeholder, name])),
      ...(values.length === 0
        ? {}
        : { ExpressionAttributeValues: Object.fromEntries(values.map((value, index) => [`:v${index}`, value])) }),
    }),
  };
};
