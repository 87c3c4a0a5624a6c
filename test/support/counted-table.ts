import { setImmediate } from 'node:timers/promises';
import type { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { answerFrom } from './fixed-table.ts';

/** So often the code under test gets its turn before a round trip ends. It waits for nothing but the table. */
const TURNS = 5;

/** A table of few items without any connection, which counts. */
export type CountedTable = {
  readonly table: Table;
  items: readonly Attributes[];
  /** How many requests were made together in each round trip so far. */
  roundTrips: number[];
};

/** @param brokenKey the partition key of an item that every read fails for */
export const createCountedTable = (items: readonly Attributes[], brokenKey?: string): CountedTable => {
  let current: Promise<void> | undefined;
  const send = async (command: GetItemCommand) => {
    const last = counted.roundTrips.length - (current === undefined ? 0 : 1);
    counted.roundTrips[last] = (counted.roundTrips[last] ?? 0) + 1;
    current ??= endRoundTrip();
    await current;
    if (brokenKey !== undefined && JSON.stringify(command.input).includes(brokenKey)) throw new Error('broken');
    const operation = command.constructor.name.replace('Command', '');
    const reaction = answerFrom(counted.items)({ operation, input: { ...command.input } });
    return JSON.parse(String(Object(reaction).body));
  };
  const endRoundTrip = async () => {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    current = undefined;
  };
  // Reads use nothing else of a client
  const table = { client: { send } as unknown as DynamoDBClient, name: 'table' };
  const counted: CountedTable = { table, items, roundTrips: [] };
  return counted;
};
