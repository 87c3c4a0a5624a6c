import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type Organization, organizationSchema } from '../../../lib/contract/model.ts';
import { openObject } from '../../../lib/organizations/assemble.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../../lib/table/encode.ts';
import {
  memberItemSchema,
  organizationItemSchema,
  projectItemSchema,
  userProfileSchema,
} from '../../../lib/table/items.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { listAll } from '../../support/list-all.ts';
import { createTestTable } from '../../support/proxied-table.ts';
import { startTableProxy, type TableProxy } from '../../support/table-proxy.ts';

/**
 * A value for every field of a schema, optional ones included, made by walking the schema. It fails for a kind of
 * schema that it does not know, so that a new one cannot be passed over.
 */
const example = (schema: z.core.$ZodType): unknown => {
  const { def } = (schema as z.core.$ZodTypes)._zod; // zod's own way to tell schemas apart
  switch (def.type) {
    case 'object':
      return Object.fromEntries(Object.entries(def.shape).map(([name, field]) => [name, example(field)]));
    case 'optional':
    case 'nullable':
      return example(def.innerType);
    case 'array':
      return [example(def.element)];
    case 'enum':
      return Object.values(def.entries).at(-1);
    case 'record':
      return { nested: [1, 'two', null, true, { three: 3.5 }] };
    case 'boolean':
      return true;
    case 'number':
      return 7;
    case 'string': {
      const { format } = def as z.core.$ZodStringFormatDef;
      if (format === 'datetime') return '2026-01-02T03:04:05.678Z';
      return format === 'url' ? 'https://example.com/picture.png' : 'text';
    }
    default:
      throw new TypeError(`no example for a schema of type ${def.type}`);
  }
};

/** The paths of all leaves and lists, such as `projects[].collaborators[].isOwner`. */
const pathsOf = (value: unknown, path = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap((element) => pathsOf(element, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, member]) => pathsOf(member, path === '' ? name : `${path}.${name}`));
};

const parseExample = <Schema extends z.ZodMiniObject>(schema: Schema) => z.parse(schema, example(schema));

let proxy: TableProxy;
beforeAll(async () => {
  proxy = await startTableProxy();
});
afterAll(() => proxy.close());

test('every field of the contract finds its way from the table to the answer', async () => {
  const { deletedDate: _, ...organization } = parseExample(organizationItemSchema);
  const items = [
    encodeOrganization({ id: 7, ...organization }),
    encodeMember({ organizationId: 7, userId: 7, ...parseExample(memberItemSchema) }),
    encodeProject({ organizationId: 7, id: 7, ...parseExample(projectItemSchema) }),
    encodeUser({ id: 7, ...parseExample(userProfileSchema) }),
  ];
  proxy.react = answerFrom(items.map((item) => ({ ...item })));
  const [answered] = await listAll(createTestTable(proxy.url), {
    principalKind: 'apiKey',
    keyId: 1,
    organizationId: 7,
    role: 'admin',
  });

  const expected = parseExample(organizationSchema) as Organization;
  expect(new Set(pathsOf(answered))).toEqual(
    new Set(pathsOf({ ...expected, deletedDate: undefined }).filter((path) => path !== 'deletedDate')),
  );
  expect(z.parse(organizationSchema, answered)).toEqual(answered);
});

test('the one field that no listed organization has is rendered all the same', () => {
  const organization = parseExample(organizationItemSchema);
  expect(openObject(7, organization)).toContain('"deletedDate":"2026-01-02T03:04:05.678Z"');
});
