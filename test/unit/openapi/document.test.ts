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

/** The file, by the first test; what is not in it fails the others. */
const document: {
  readonly paths: Record<string, { get: { responses: Record<string, Answer>; parameters: Parameter[] } }>;
  readonly components: {
    readonly securitySchemes: Record<string, { type: string; in?: string; name?: string; scheme?: string }>;
    readonly headers: Record<string, { schema: { type: string } }>;
  };
  readonly security: unknown;
  readonly servers: readonly { readonly url: string }[];
} = JSON.parse(renderDocument());
type Answer = {
  readonly headers: object;
  readonly content: { readonly 'application/json': { readonly schema: object } };
};
type Parameter = { readonly description: string };

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

  test('passes the linter’s recommended rules', async () => {
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

  test('names each credential where the contract accepts it, any of them', () => {
    const { securitySchemes } = document.components;
    const places = Object.entries(securitySchemes).map(([id, { type, in: place, name, scheme }]) => [
      id,
      [type, place, name, scheme].filter((part) => part !== undefined).join(' '),
    ]);
    expect(places).toEqual([
      ['ApiKeyAuthentication', 'apiKey header x-api-key'],
      ['JWTHttpHeaderAuthentication', 'apiKey header x-jwt-token'],
      ['JWTBearerAuthentication', 'http bearer'],
      ['JWTAuthentication', 'apiKey cookie jwt'],
    ]);
    expect(document.security).toEqual(places.map(([id = '']) => ({ [String(id)]: [] })));
  });

  test('has these answers with these headers, and no others', () => {
    const every = [
      ...['Cache-Control', 'X-Content-Type-Options', 'Strict-Transport-Security'],
      ...['X-Amzn-RequestId', 'Access-Control-Allow-Origin'],
    ];
    const [operation] = Object.values(document.paths).map(({ get }) => get);
    const headers = Object.entries(operation?.responses ?? {}).map(([status, answer]) => [
      status,
      Object.keys(answer.headers),
    ]);
    const more = new Map([
      ['200', ['Content-Encoding']],
      ['405', ['Allow']],
      ['429', ['Retry-After']],
      ['503', ['Retry-After']],
    ]);
    const statuses = ['200', '400', '401', '403', '404', '405', '413', '429', '500', '503'];
    expect(headers).toEqual(statuses.map((status) => [status, [...every, ...(more.get(status) ?? [])]]));
  });

  test('describes the body of a success that breaks off, and of each failure', () => {
    const [operation] = Object.values(document.paths).map(({ get }) => get);
    const schemas = Object.entries(operation?.responses ?? {}).map(([, { content }]) =>
      JSON.stringify(content['application/json'].schema),
    );
    const failure = '{"$ref":"#/components/schemas/Failure"}';
    const [success, ...failures] = schemas;
    expect(success).toBe(`{"oneOf":[{"$ref":"#/components/schemas/ListOrganizationsResponse"},${failure}]}`);
    expect(new Set(failures)).toEqual(new Set([failure]));
  });

  test('says what each header may be', () => {
    const values = Object.entries(document.components.headers).map(([name, { schema }]) => {
      const { type: _, ...value } = schema;
      return [name, value];
    });
    expect(Object.fromEntries(values)).toEqual({
      'Cache-Control': { const: 'no-store' },
      'X-Content-Type-Options': { const: 'nosniff' },
      'Strict-Transport-Security': { const: 'max-age=63072000; includeSubDomains' },
      'X-Amzn-RequestId': { format: 'uuid' },
      'Access-Control-Allow-Origin': {},
      'Content-Encoding': { enum: ['zstd', 'br', 'gzip'] },
      Allow: { enum: ['GET', 'GET, OPTIONS'] },
      'Retry-After': { examples: [1] },
    });
  });

  test('has the one operation with its one parameter', () => {
    expect(Object.keys(document.paths)).toEqual(['/api/organizations']);
    const [operation] = Object.values(document.paths);
    expect(Object.keys(operation ?? {})).toEqual(['get']);
    const parameters = operation?.get.parameters.map(({ description: _, ...parameter }) => parameter);
    const schema = { type: 'string', enum: ['true', 'false'], default: 'true' };
    expect(parameters).toEqual([{ name: 'projects', in: 'query', schema }]);
    expect(document.servers[0]?.url).toMatch(/\/v1$/);
  });

  test('shows every error text that the service has', () => {
    const examples = membersOf(JSON.parse(text)).filter(([path]) => path.endsWith('.value.error'));
    const shown = examples.map(([, error]) => error);
    for (const error of Object.values({ ...ERROR_TEXT, ...DENIAL_TEXT })) expect(shown).toContain(error);
  });
});
