import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { DENIAL_TEXT, ERROR_TEXT } from '../../../lib/contract/errors.ts';
import { organizationSchema } from '../../../lib/contract/model.ts';
import { EXAMPLE_ORGANIZATION } from '../../../lib/openapi/example.ts';
import { renderDocument } from '../../../lib/openapi/write-document.ts';

const FILE = join(import.meta.dirname, '../../../openapi.json');
const text = readFileSync(FILE, 'utf8');

/** Every member of a document with its path, such as `components.schemas.Project.properties.id`. */
const membersOf = (value: unknown, path = ''): [string, unknown][] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, member]) => {
        const memberPath = path === '' ? name : `${path}.${name}`;
        return [[memberPath, member] as [string, unknown], ...membersOf(member, memberPath)];
      });

describe('openapi.json', () => {
  test('is what `npm run openapi` writes', () => {
    expect(text).toBe(renderDocument());
  });

  test('passes the linter’s recommended rules', { timeout: 20_000 }, async () => {
    const config = await createConfig({ extends: ['recommended'] });
    expect(await lintFromString({ source: text, absoluteRef: FILE, config })).toEqual([]);
    const broken = text.replace('"operationId": "listOrganizations"', '"operationID": "x"');
    expect(await lintFromString({ source: broken, absoluteRef: FILE, config })).not.toEqual([]);
  });

  test('describes every field of every schema', () => {
    const fields = membersOf(JSON.parse(text).components.schemas).filter(([path]) =>
      /^\w+\.properties\.\w+$/.test(path),
    );
    expect(fields.length).toBeGreaterThan(90);
    for (const [path, field] of fields) {
      expect(Object(field).description, path).toMatch(/^[A-Z].{8,}\.$/);
    }
  });

  test('gives an example that the contract accepts, with nothing it does not know', () => {
    expect(z.parse(organizationSchema, EXAMPLE_ORGANIZATION)).toEqual(EXAMPLE_ORGANIZATION);
  });

  test('shows every error text that the service has', () => {
    const examples = membersOf(JSON.parse(text)).filter(([path]) => path.endsWith('.value.error'));
    const shown = examples.map(([, error]) => error);
    for (const error of Object.values({ ...ERROR_TEXT, ...DENIAL_TEXT })) expect(shown).toContain(error);
  });
});
