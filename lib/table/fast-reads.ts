import { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig, type ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';
import { collectBody } from './collect-body.ts';

/** Is told why reads take the SDK's own, slower way; at most once for each reason. */
export type OnSlowReads = (reason: string) => void;

const READS: ReadonlySet<unknown> = new Set(['GetItem', 'BatchGetItem', 'Query']);

/** The SDK's middleware that copies every answer along its schema, for a logger that mostly does nothing. */
const COPYING_MIDDLEWARE = 'loggerMiddleware';

/**
 * A client whose successful reads hand the parsed body through, instead of walking and copying it twice, which is most
 * of what a read costs. Sending, signing, retries, errors and paging stay the SDK's. The outputs are the same but for
 * binary attributes, which stay base64.
 *
 * What it leans on in the SDK is looked at first. Where that is not as expected, reads take the SDK's own way.
 */
export const createFastReadingClient = (config: DynamoDBClientConfig, onSlowReads: OnSlowReads): DynamoDBClient => {
  const reported = new Set<string>();
  const report: OnSlowReads = (reason) => {
    if (!reported.has(reason)) onSlowReads(reason);
    reported.add(reason);
  };

  class FastReadProtocol extends AwsJson1_0Protocol {
    override async deserializeResponse<Output extends Pick<ServiceOutputTypes, '$metadata'>>(
      ...[operation, context, response]: Parameters<AwsJson1_0Protocol['deserializeResponse']>
    ): Promise<Output> {
      if (!isUnderstood(operation, response)) {
        report('the SDK hands its protocol something else than an operation and a response');
      } else if (READS.has(operation.name) && !this.isErrorResponse(response.statusCode)) {
        const members = parseBody(await collectBody(response.body));
        // what an operation's output looks like is DynamoDB's word; whoever reads it checks each item
        return { ...members, $metadata: this.deserializeMetadata(response) } as Output;
      }
      return super.deserializeResponse<Output>(operation, context, response);
    }
  }

  const client = new DynamoDBClient({ ...config, protocol: FastReadProtocol });
  if (!(client.config.protocol instanceof FastReadProtocol)) report('the SDK takes no protocol');
  if (!client.middlewareStack.remove(COPYING_MIDDLEWARE)) report(`the SDK has no ${COPYING_MIDDLEWARE}`);
  return client;
};

/** Where the SDK's types would be wrong one day, nothing may be taken for granted that they say. */
const isUnderstood = (operation: unknown, response: unknown): boolean =>
  typeof Object(operation).name === 'string' &&
  typeof Object(response).statusCode === 'number' &&
  Object(response).body instanceof Readable;

/** The answer's members; one that is null counts as absent, as it does for the SDK. */
const parseBody = (bytes: Buffer): object => {
  if (bytes.length === 0) return {};
  const body: unknown = JSON.parse(bytes.toString());
  return Object.fromEntries(Object.entries(Object(body)).filter(([, value]) => value !== null));
};
