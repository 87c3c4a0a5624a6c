import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: [
      'test/unit/{auth,organizations,users,api-keys,table,functions,http,refusals,reads,writes}/**/*.test.ts',
      'test/isolated/{table,functions}/**/*.test.ts',
    ],
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
