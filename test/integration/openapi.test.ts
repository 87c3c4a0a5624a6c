import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type LocalApi, PATH, startLocalApi } from '../support/local-api.ts';

const mediaSchema = z.object({
  schema: z.record(z.string(), z.unknown()),
  examples: z.record(z.string(), z.object({ value: z.unknown() })),
});
const headerSchema = z.object({ schema: z.object({ const: z.optional(z.string()) }) });
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.object({
      get: z.object({
        responses: z.record(
          z.string(),
          z.object({
            headers: z.record(z.string(), z.unknown()),
            content: z.object({ 'application/json': mediaSchema }),
          }),
        ),
      }),
    }),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    headers: z.record(z.string(), headerSchema),
  }),
});

const text = readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8');
const { paths, components } = documentSchema.parse(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
const responses = paths[PATH]?.get.responses ?? {};

/** A checker of bodies, made from nothing but the document. */
const bodySchemaOf = (status: string) => {
  const { schema } = responses[status]?.content['application/json'] ?? {};
  return z.fromJSONSchema({ ...schema, $defs: components.schemas } as z.core.JSONSchema.JSONSchema); // as the linter found it to be
};

/** What HTTP and CORS say of every answer, which OpenAPI has no words for. */
const isOfTransport = (name: string) =>
  ['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding', 'vary'].includes(name) ||
  ['access-control-allow-credentials', 'access-control-expose-headers'].includes(name);

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
afterAll(() => api.close());

const EXPIRED = async () => ({ 'x-jwt-token': await api.stack.issuer.sign({ sub: '970', exp: 1_000_000_000 }) });
const ADMIN = async () => api.as('key', 'admin');

describe('what the service answers is what openapi.json says', () => {
  test.each([
    ['everything', 200, PATH, ADMIN],
    ['no projects', 200, `${PATH}?projects=false`, ADMIN],
    ['nothing', 200, PATH, async () => api.as('jwt', 'nobody')],
    ['a bad value', 400, `${PATH}?projects=maybe`, ADMIN],
    ['a parameter twice', 400, `${PATH}?projects=true&projects=true`, ADMIN],
    ['no credential', 401, PATH, async () => ({})],
    ['a bad key', 401, PATH, async () => ({ 'x-api-key': 'ei_' })],
    ['a bad token', 401, PATH, async () => ({ cookie: 'jwt=x' })],
    ['an expired token', 401, PATH, EXPIRED],
    ['another path', 404, '/api/projects', ADMIN],
    ['too large a request', 413, `${PATH}?${'x'.repeat(20_000)}`, ADMIN],
    ['an outage', 503, PATH, ADMIN],
  ] as const)('to %s: %i', async (title, status, path, headers) => {
    if (title === 'an outage') api.listTable.react = () => ({ status: 400, body: '{"__type":"ThrottlingException"}' });
    const response = await api.call({ path, headers: { ...(await headers()), 'accept-encoding': 'identity' } });
    api.listTable.reset();
    expect(response.status).toBe(status);
    const documented = responses[String(status)];
    const body: unknown = JSON.parse(response.body);
    expect(bodySchemaOf(String(status)).safeParse(body).error).toBeUndefined();
    if (status !== 200) {
      const examples = Object.values(documented?.content['application/json'].examples ?? {});
      expect(examples.map(({ value }) => value)).toContainEqual(body);
    }
    for (const name of Object.keys(documented?.headers ?? {}).filter((header) => header !== 'Content-Encoding')) {
      const { const: value = expect.any(String) } = components.headers[name]?.schema ?? {};
      expect([name, response.headers[name.toLowerCase()]]).toEqual([name, value]);
    }
    const names = new Set(Object.keys(documented?.headers ?? {}).map((name) => name.toLowerCase()));
    expect(Object.keys(response.headers).filter((name) => !names.has(name) && !isOfTransport(name))).toEqual([]);
  });

  test('and the checker made from it refuses what it does not say', () => {
    expect(bodySchemaOf('200').safeParse({ organizations: [{}], success: true }).success).toBe(false);
    expect(bodySchemaOf('401').safeParse({ success: true, error: 'none' }).success).toBe(false);
  });
});
