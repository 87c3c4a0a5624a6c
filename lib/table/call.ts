import type {
  $Command,
  ConsumedCapacity,
  DynamoDBClient,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';
import { CALL_LIMIT_MS } from './client.ts';
import type { Attributes } from './decode.ts';
import { TableRefusedError, TableUnavailableError } from './errors.ts';

export type Table = {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** What one call takes at most, in milliseconds; {@link CALL_LIMIT_MS} unless it is given. */
  readonly callLimitMs?: number;
  /** The answer of a read with this input that `ReadAhead` has started; undefined if it has not. */
  readonly takeStarted?: (input: object, send: Send<Output>) => Promise<Output> | undefined;
};

/** What was read so far, in read capacity units, as DynamoDB counts them. */
export type Consumption = { units: number };

export type ReadOptions = {
  /** Ends the call when it is aborted; its reason is then what the call throws. */
  readonly signal?: AbortSignal;
  /** What the call costs is added to it. */
  readonly consumption?: Consumption;
};

/** The part of an answer that every call has. */
export type Output = { readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined };

/** Makes the SDK's call, with {@link REPORT_CONSUMPTION} in its input. */
export type Send<O extends Output> = (http: { readonly abortSignal: AbortSignal }) => Promise<O>;

/** Errors that no later attempt mends: a mistake of this code or of the account. */
const REFUSALS = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ValidationException',
  'IdempotentParameterMismatchException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'CredentialsProviderError',
]);

/** Every call asks for it: an answer without it has lost its body, which an answer without items has not. */
export const REPORT_CONSUMPTION = { ReturnConsumedCapacity: 'TOTAL' } as const;

/**
 * Makes one read, unless it has been started already.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const readTable = <I extends ServiceInputTypes, O extends ServiceOutputTypes & Output>(
  table: Table,
  command: $Command<I, O, DynamoDBClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
  options: ReadOptions,
): Promise<O> => {
  // `ReadAhead` keeps this function. If it used `table`, it would keep what was read for this answer, too
  const { client } = table;
  const send: Send<O> = (http) => client.send(command, http);
  // What was started has the same input, so it has the same output
  const started = table.takeStarted?.(command.input, send) as Promise<O> | undefined;
  return started ?? callTable(table, send, options);
};

/**
 * Makes one call within its limit of time.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const callTable = async <O extends Output>(
  { callLimitMs = CALL_LIMIT_MS }: Table,
  send: Send<O>,
  { signal, consumption }: ReadOptions,
): Promise<O> => {
  signal?.throwIfAborted();
  // AbortSignal.timeout and AbortSignal.any cost more than the rest of a small read, and their timers outlive the call.
  const call = new AbortController();
  const timer = setTimeout(() => call.abort(), callLimitMs);
  const abort = () => call.abort();
  signal?.addEventListener('abort', abort);
  try {
    const output = await send({ abortSignal: call.signal });
    const units = unitsOf(output.ConsumedCapacity);
    if (consumption !== undefined) consumption.units += units;
    return output;
  } catch (error) {
    signal?.throwIfAborted();
    throw toTableError(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
};

const unitsOf = (capacity: Output['ConsumedCapacity']): number => {
  if (capacity === undefined) throw new TableUnavailableError('the table answered without a body');
  return [capacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
};

const toTableError = (error: unknown): TableUnavailableError | TableRefusedError => {
  if (error instanceof TableUnavailableError) return error;
  return error instanceof Error && REFUSALS.has(error.name)
    ? new TableRefusedError('the table refused a request', { cause: error })
    : new TableUnavailableError('the table did not answer a request', { cause: error });
};

/** String attributes, the only ones that keys and key conditions have. */
export const toAttributes = (strings: Readonly<Record<string, string>>): Attributes =>
  Object.fromEntries(Object.entries(strings).map(([name, value]) => [name, { S: value }]));
