import type { TestProject } from 'vitest/node';
import { type Assembly, synthesize } from '../../lib/local/synthesize.ts';
import { isDynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The stack, synthesized and bundled once for all tests of a run. */
    assembly: Assembly;
    /** Where DynamoDB Local is; empty where it is not wanted. */
    dynamodb: string;
  }
}

/** Every local stack of the tests takes the same template and the same real bundles. */
export default async ({ name, provide }: TestProject) => {
  // There, what is deployed is tested
  if (name === 'e2e' && process.env['E2E_URL'] !== undefined) return undefined;
  const resources = new AsyncDisposableStack();
  const [assembly, dynamodb] = await Promise.all([
    synthesize('http://issuer.localhost', resources),
    isDynamoDbLocal() ? startDynamoDbLocal(resources) : '',
  ]);
  provide('assembly', assembly);
  provide('dynamodb', dynamodb);
  return () => resources.disposeAsync();
};
