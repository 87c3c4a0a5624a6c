import { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig, type ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';
import { collectBody } from './collect-body.ts';

/** Reports why reads use the SDK's slower path; called at most once for each reason. */
export type OnSlowReads = (reason: string) => void;

const READS: ReadonlySet<unknown> = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

/** The SDK's middleware that deep-copies every answer for a logger that mostly does nothing. */
const COPYING_MIDDLEWARE = 'loggerMiddleware';

/**
 * A client whose successful reads return the parsed body as it is. The SDK would walk and copy it twice, which is most of what
 * a read costs. Sending, signing, retries, errors and paging stay the SDK's. The outputs are the same except for binary
 * attributes, which stay base64.
 *
 * It first checks the parts of the SDK that it relies on. Where they are not as expected, reads use the SDK's own path.
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
        // DynamoDB's answer has the shape of the operation's output; every item is checked when it is decoded.
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

/** The SDK's types may be wrong in a later version, so what they promise is checked. */
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
