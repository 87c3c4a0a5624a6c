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
  /** How many reads wait for an answer that never comes. */
  hanging: number;
};

/** @param hangingKey the partition key of an item that no read of it ever gets */
export const createCountedTable = (items: readonly Attributes[], hangingKey: string): CountedTable => {
  let current: Promise<void> | undefined;
  const hang = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      counted.hanging += 1;
      signal.addEventListener('abort', () => {
        counted.hanging -= 1;
        reject(signal.reason);
      });
    });
  const send = async (command: GetItemCommand, http: { readonly abortSignal: AbortSignal }) => {
    if (JSON.stringify(command.input).includes(hangingKey)) return hang(http.abortSignal);
    const last = counted.roundTrips.length - (current === undefined ? 0 : 1);
    counted.roundTrips[last] = (counted.roundTrips[last] ?? 0) + 1;
    current ??= endRoundTrip();
    await current;
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
  const counted: CountedTable = { table, items, roundTrips: [], hanging: 0 };
  return counted;
};
