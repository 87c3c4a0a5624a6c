import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { openApiDocument } from './document.ts';

const ROOT = join(import.meta.dirname, '../..');

/** `openapi.json` as it must be, of the package's version. */
export const renderDocument = (): string => {
  const { version } = z.parse(
    z.object({ version: z.string() }),
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
  );
  return `${JSON.stringify(openApiDocument(version), null, 2)}\n`;
};

if (import.meta.main) writeFileSync(join(ROOT, 'openapi.json'), renderDocument());
