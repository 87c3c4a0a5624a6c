import type { TestProject } from 'vitest/node';
import { type Assembly, synthesize } from '../../lib/local/synthesize.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The stack, synthesized and bundled once for all tests of a run. */
    assembly: Assembly;
  }
}

/** Every local stack of the tests takes the same template and the same real bundles. */
export default async ({ provide }: TestProject) => {
  const resources = new AsyncDisposableStack();
  provide('assembly', await synthesize('http://issuer.localhost', resources));
  return () => resources.disposeAsync();
};
